package io.millrace.kafka;

/** A topic is not as the loop needs it, and trying again will not change that: an operator must. */
public final class UnusableTopicException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    public UnusableTopicException(String message) {
        super(message);
    }

    public UnusableTopicException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.millrace.codec;

/** A record that cannot be used; it has no stack trace, as it says something about the data and not the program. */
public final class RejectedException extends Exception {
    private static final long serialVersionUID = 1;

    private final Rejection reason;

    /** @param detail expected and found, without the record's own text where that may be long */
    public RejectedException(Rejection reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public Rejection reason() {
        return reason;
    }
}

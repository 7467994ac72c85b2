package io.millrace.kafka;

import java.io.UncheckedIOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** What an error of a loop means to whoever operates it. */
final class Failure {
    private final Throwable error;
    private final LoopSettings settings;

    Failure(Throwable error, LoopSettings settings) {
        this.error = error;
        this.settings = settings;
    }

    /** Whether trying again cannot help. */
    boolean needsOperator() {
        return cause(FencedInstanceIdException.class) != null
                || cause(UnusableTopicException.class) != null
                || cause(ConfigException.class) != null;
    }

    /** Whether it came from outside, so that a stack trace would tell nothing. */
    boolean isFromOutside() {
        return cause(KafkaException.class) != null || cause(UncheckedIOException.class) != null || needsOperator();
    }

    /** In one line: where, what was found, and, as far as it is known, the remedy. */
    String line() {
        if (cause(UnusableTopicException.class) != null) {
            return cause(UnusableTopicException.class).getMessage();
        }
        if (cause(TopicAuthorizationException.class) != null) {
            TopicAuthorizationException refused = cause(TopicAuthorizationException.class);
            return "the broker does not let us use " + refused.unauthorizedTopics()
                    + "; allow READ of the input, READ and WRITE of the states, WRITE of output and rejected records,"
                    + " DESCRIBE of all of them";
        }
        if (cause(GroupAuthorizationException.class) != null) {
            return "the broker does not let us join the group " + settings.group() + "; allow READ of it";
        }
        if (cause(TransactionalIdAuthorizationException.class) != null) {
            return "the broker does not let us use the transactional id " + settings.transactionalId()
                    + "; allow WRITE and DESCRIBE of it";
        }
        if (cause(CertPathBuilderException.class) != null || cause(CertificateException.class) != null) {
            return "the broker's certificate is not trusted: " + root().getMessage() + "; see ssl.truststore.*";
        }
        if (cause(SslAuthenticationException.class) != null) {
            return "the broker refuses our credentials: " + root().getMessage() + "; see ssl.keystore.*";
        }
        if (cause(AuthenticationException.class) != null) {
            return "the broker refuses our credentials: "
                    + cause(AuthenticationException.class).getMessage();
        }
        if (cause(TimeoutException.class) != null) {
            return "no answer in time from " + settings.client().get("bootstrap.servers") + " ("
                    + cause(TimeoutException.class).getMessage() + ")";
        }
        return isFromOutside() ? String.valueOf(root().getMessage()) : error.toString();
    }

    private <T extends Throwable> T cause(Class<T> type) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private Throwable root() {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}

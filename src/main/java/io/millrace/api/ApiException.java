package io.millrace.api;

/** What a caller did wrong, or cannot have now: a status and one line that says where, expected, found, remedy. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    ApiException(int status, String line) {
        super(line, null, false, false); // somebody else's mistake: no trace of ours
        this.status = status;
    }

    static ApiException invalid(String line) {
        return new ApiException(400, line);
    }

    static ApiException notFound(String line) {
        return new ApiException(404, line);
    }

    static ApiException unavailable(String line) {
        return new ApiException(503, line);
    }

    int status() {
        return status;
    }
}

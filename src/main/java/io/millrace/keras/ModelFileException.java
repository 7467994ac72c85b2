package io.millrace.keras;

/** A model file that cannot be used; the message is one line: where, expected, found, remedy. */
public final class ModelFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 600;

    public ModelFileException(String message) {
        this(message, null);
    }

    public ModelFileException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /** The same, with the file's name in front. */
    ModelFileException in(String file) {
        return new ModelFileException(file + ": " + getMessage(), this);
    }

    /** Names inside a file are anyone's text: control characters and endless lines do not reach a log. */
    private static String oneLine(String message) {
        String line = message.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}

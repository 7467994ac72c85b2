package io.millrace.keras;

import io.millrace.network.kernel.Activation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of Keras that wrote a file, and what it leaves unsaid. Sources: the defaults of Keras 1.2, 2.0, 2.2.4,
 * 2.3.1, tf.keras 2 and Keras 3.
 */
record KerasVersion(int major, int minor, String text) {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*", Pattern.DOTALL);

    /** Files of Keras 1 may say nothing of their version. */
    static final KerasVersion UNSAID = new KerasVersion(1, 0, "1");

    static KerasVersion parse(String text) {
        Matcher matcher = NUMBERS.matcher(text);
        if (!matcher.matches()) {
            throw new ModelFileException("keras_version: expected such as 3.15.1, found \"" + text + "\"");
        }
        return new KerasVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), text);
    }

    private boolean atLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    /** The line's slope was 0.2 up to Keras 2 and is 1/6 from Keras 3 on. */
    Activation hardSigmoid() {
        return major >= 3 ? Activation.HARD_SIGMOID : Activation.HARD_SIGMOID_KERAS2;
    }

    /** Of an LSTM or GRU whose config names none. */
    Activation defaultRecurrentActivation() {
        return atLeast(2, 3) ? Activation.SIGMOID : hardSigmoid();
    }

    /** Of a GRU whose config does not say. */
    boolean defaultResetAfter() {
        return atLeast(2, 4);
    }

    /** Whether a Bidirectional layer makes its layers put out zeros for masked steps, as tf.keras and Keras 3 do. */
    boolean bidirectionalZeroesMasked() {
        return atLeast(2, 4) || text.endsWith("-tf");
    }
}

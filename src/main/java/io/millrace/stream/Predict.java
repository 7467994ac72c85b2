package io.millrace.stream;

/** The four shapes: when a stream is answered, and with what. */
public enum Predict {
    /** N→N: every point yields the next one, or whatever else the network says of each. */
    NEXT,
    /** N→1: the end of the sequence yields one label or value. */
    LABEL,
    /** 1→N: every record is a sequence of its own and yields several outputs. */
    GENERATE,
    /** N→M: the end of the sequence hands the encoder's state to the decoder. */
    DECODE
}

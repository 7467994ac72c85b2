package io.millrace.codec;

import io.millrace.stream.Result;

/** Reads the value of an output record: {@link PredictionJson#read} or {@link AnswerJson#read}. */
@FunctionalInterface
public interface ResultReader {
    Result read(byte[] value) throws RejectedException;
}

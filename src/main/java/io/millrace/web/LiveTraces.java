package io.millrace.web;

/** Follows predictions of traced points to whoever watches. */
public interface LiveTraces {
    LiveTraces NONE = (model, traceparent) -> {};

    /**
     * A prediction is handed to those who watch.
     *
     * @param traceparent its header of that name
     */
    void delivered(String model, byte[] traceparent);
}

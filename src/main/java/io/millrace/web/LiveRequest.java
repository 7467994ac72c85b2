package io.millrace.web;

/**
 * What a client asks for.
 *
 * @param subscribe or unsubscribe
 * @param stream null: every stream of the model
 */
record LiveRequest(boolean subscribe, String model, String stream) {}

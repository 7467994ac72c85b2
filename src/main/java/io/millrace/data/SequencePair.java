package io.millrace.data;

/** A sequence and what it should become, as texts that vocabularies take apart: a word and its sounds, a sentence and another. */
public record SequencePair(String source, String target) {}

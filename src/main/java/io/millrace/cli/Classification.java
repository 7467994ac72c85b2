package io.millrace.cli;

import io.millrace.data.LabelledSequences;
import io.millrace.data.Splits;
import io.millrace.encoding.Target;
import io.millrace.encoding.TokenEncoding;
import io.millrace.model.Model;
import io.millrace.network.Architecture;
import io.millrace.training.TrainingReport;
import io.millrace.training.TrainingSet;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Learning to tell labelled sequences apart, whatever they are.
 *
 * @param data a file or folder, for the model's provenance
 * @param all but for those of {@code kept}
 * @param kept held out from the start; empty where the user's options say what is
 * @param tokens where the sequences are made of them
 */
record Classification(
        Path data, LabelledSequences all, Optional<LabelledSequences> kept, Optional<TokenEncoding> tokens) {
    TrainingReport fit(Learning learning, Path out) {
        LabelledSequences learned = all;
        Optional<LabelledSequences> watched = kept;
        if (kept.isPresent()) {
            learning.refuse("--test", "--validation", "--hold-out-every");
        } else {
            Splits splits = learning.split(all.labels());
            int[] others = splits.held();
            learned = all.only(splits.train());
            watched = others.length == 0 ? Optional.empty() : Optional.of(all.only(others));
        }
        int classes = all.classes().size();
        Model model = Model.of(
                new Architecture(
                        all.inputs().shape().width(),
                        LayerList.classifier(learning.layers().orElse("LSTM:64"), tokens, classes)),
                learning.seed());
        model.labels(all.classes());
        tokens.ifPresent(encoding -> model.encoding(encoding, new Target.Labels(all.classes())));
        Optional<TrainingSet> watchedSet = watched.map(LabelledSequences::toTrainingSet);
        TrainingReport report = learning.fit(model, learned.toTrainingSet(), watchedSet, learning.options());
        learning.save(model, data, out);
        return report;
    }
}

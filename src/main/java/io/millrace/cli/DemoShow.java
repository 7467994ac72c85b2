package io.millrace.cli;

import io.millrace.codec.ResultReader;
import io.millrace.demo.DemoTally;
import io.millrace.demo.FlightPlayer;
import io.millrace.demo.PointSink;
import java.util.List;

/** What a demo shows: a model trained before the user's eyes, and streams that it sees for the first time. */
interface DemoShow {
    /** What is learned from, in a few words. */
    String described();

    /** Trains, with a bar on the terminal. */
    ServedModel train();

    /** What is then played, endlessly. */
    FlightPlayer player(PointSink sink);

    /** How the predictions are written. */
    ResultReader results();

    /** The lines of the summary that tell how far off model and baseline were. */
    List<String> errors(DemoTally.Count count);
}

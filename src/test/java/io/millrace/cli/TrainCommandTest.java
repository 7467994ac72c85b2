package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.encoding.Target;
import io.millrace.encoding.TokenEncoding;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code train} learns from beside trajectories and arrays, and how it refuses what it cannot. */
class TrainCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int train(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("train", "--out", folder.resolve("m.h5").toString()));
        for (String argument : arguments) {
            all.add(argument.replace("FOLDER", folder.toString()));
        }
        return CommandLineInterface.execute(
                new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    }

    private KerasModel model() {
        return KerasModelFile.read(folder.resolve("m.h5"));
    }

    @BeforeEach
    void writeData() throws IOException {
        Files.writeString(folder.resolve("text.txt"), "the cat sat on the mat. ".repeat(20));
        Path names = Files.createDirectories(folder.resolve("names"));
        Files.writeString(names.resolve("a.txt"), "aba\nabba\nbaa\nab\naab\n".repeat(3));
        Files.writeString(names.resolve("x.txt"), "xyx\nyyx\nxy\nyxy\nxx\n".repeat(3));
        for (String label : List.of("dark", "light")) {
            for (int i = 0; i < 6; i++) {
                Path file = Files.createDirectories(folder.resolve("images").resolve(label))
                        .resolve(i + ".png");
                BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY);
                for (int p = 0; p < 20; p++) {
                    image.getRaster().setSample(p % 5, p / 5, 0, (label.equals("dark") ? 20 : 200) + p + i);
                }
                ImageIO.write(image, "png", file.toFile());
            }
        }
        write("x.idx", 8, 3, 8, 2, 2);
        write("y.idx", 8, 1, 8);
        Files.writeString(folder.resolve("one.csv"), "text,label\na,yes\nb,yes\n");
        Files.writeString(folder.resolve("short.txt"), "ab");
        Files.write(folder.resolve("cut.idx"), new byte[] {0, 0, 8, 1, 0, 0, 0, 9, 1});
        Files.createDirectories(folder.resolve("empty"));
        Files.writeString(folder.resolve("numbers.csv"), "stream_id,x\na,1\na,NaN\n");
        Files.copy(
                folder.resolve("text.txt"),
                Files.createDirectories(folder.resolve("bad/a")).resolve("a.png"));
        Files.copy(
                folder.resolve("text.txt"),
                Files.createDirectories(folder.resolve("bad/b")).resolve("b.png"));
    }

    /** An idx file of bytes 0, 1, 0, 1, … */
    private void write(String name, int type, int rank, int... shape) throws IOException {
        int count = 1;
        ByteBuffer bytes = ByteBuffer.allocate(1024).putInt(type << 8 | rank);
        for (int size : shape) {
            bytes.putInt(size);
            count *= size;
        }
        for (int i = 0; i < count; i++) {
            bytes.put((byte) (i % 2));
        }
        Files.write(folder.resolve(name), Arrays.copyOf(bytes.array(), bytes.position()));
    }

    @Test
    void aTextBecomesAModelThatKnowsItsVocabulary() {
        assertEquals(
                0,
                train(
                        "--text=FOLDER/text.txt",
                        "--streams=4",
                        "--window=10",
                        "--layers=Embedding:6,GRU:12",
                        "--validation=0.2",
                        "--epochs=3"),
                err::toString);
        TokenEncoding tokens = (TokenEncoding) model().encoding().orElseThrow();
        assertEquals(" .acehmnost", String.join("", tokens.vocabulary().symbols()));
        assertEquals(TokenEncoding.Form.IDS, tokens.form());
        assertTrue(out.toString().contains("on what was held out"), out.toString());
    }

    @Test
    void wordsAreTokensToo() {
        assertEquals(
                0,
                train("--text=FOLDER/text.txt", "--tokens=words", "--streams=2", "--window=5", "--layers=LSTM:8"),
                err::toString);
        TokenEncoding tokens = (TokenEncoding) model().encoding().orElseThrow();
        assertEquals(
                List.of("cat", "mat.", "on", "sat", "the"), tokens.vocabulary().symbols());
        assertEquals(TokenEncoding.Form.ONE_HOT, tokens.form());
    }

    @Test
    void labelledTextsBecomeAModelThatKnowsItsLabels() {
        assertEquals(
                0,
                train(
                        "--labelled=FOLDER/names",
                        "--layers=LSTM:8",
                        "--hold-out-every=5",
                        "--epochs=30",
                        "--learning-rate=0.02"),
                err::toString);
        assertEquals(List.of("a", "x"), ((Target.Labels) model().target().orElseThrow()).names());
        assertTrue(out.toString().contains("accuracy 1.0000 on what was held out"), out.toString());
        assertEquals(1, model().network().architecture().results().size());
        assertFalse(model().network().architecture().returnsSequences());
    }

    @Test
    void imagesAreReadByRows() {
        assertEquals(
                0,
                train(
                        "--images=FOLDER/images",
                        "--size=4x3",
                        "--layers=SimpleRNN:8",
                        "--epochs=40",
                        "--learning-rate=0.02"),
                err::toString);
        assertEquals(3, model().network().inputs());
        assertEquals(List.of("dark", "light"), ((Target.Labels) model().target().orElseThrow()).names());
        assertTrue(out.toString().contains("accuracy 1.0000"), out.toString());
    }

    @Test
    void idxFilesHaveATestSetOfTheirOwn() {
        assertEquals(
                0,
                train(
                        "--idx=FOLDER/x.idx,FOLDER/y.idx",
                        "--test=FOLDER/x.idx,FOLDER/y.idx",
                        "--layers=GRU:4",
                        "--epochs=1"),
                err::toString);
        assertEquals(2, model().network().inputs());
        assertTrue(out.toString().contains("on what was held out"), out.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --text=FOLDER/none.txt                      | FOLDER/none.txt: expected a file, found none that can be read
            --text=FOLDER/short.txt                     | text: expected at least 51 tokens in each of 50 streams, found 0; take fewer or shorter ones
            --text=FOLDER/text.txt --batch-size=3       | --batch-size: means nothing together with --text; leave it out
            --text=FOLDER/text.txt --layers=Dense:3 --streams=2 | layers: expected 11 units of the output layer, found 3; leave it out and it is added
            --text=FOLDER/text.txt --streams=0          | text: expected at least 51 tokens in each of 0 streams, found 0; take fewer or shorter ones
            --labelled=FOLDER/empty                     | FOLDER/empty: expected a text file (.txt) for each of at least two classes, found 0
            --labelled=FOLDER/one.csv                   | FOLDER/one.csv: expected at least two classes in column label, found [yes]
            --labelled=FOLDER/names --layers=Dense:2    | layers: expected a recurrent one, such as LSTM:64, found "Dense:2"
            --labelled=FOLDER/names --hold-out-every=1  | split: expected every 2nd or a later one, found 1
            --labelled=FOLDER/names --validation=1.5    | split: expected shares of at least 0, together below 1, found 1.5 and 0.0
            --labelled=FOLDER/names --epochs=0          | epochs: expected at least 1, found 0
            --labelled=FOLDER/names --learning-rate=-1  | learning rate: expected a number above 0, found -1.0
            --labelled=FOLDER/names --optimizer=Magic   | optimizer: expected one of SGD, Adagrad, RMSprop, Adam, AdamW, found Magic
            --images=FOLDER/none                        | FOLDER/none: expected a folder, found none
            --images=FOLDER/empty                       | FOLDER/empty: expected a folder for each of at least two classes, found none
            --images=FOLDER/images --size=0x5           | --size: expected height and width such as 56x56, found "0x5"
            --images=FOLDER/images --layers=Embedding:3 | layers: expected no Embedding for what is no text, found one
            --images=FOLDER/bad                         | FOLDER/bad/a/a.png: expected an image
            --idx=FOLDER/x.idx                          | --idx: expected images,labels, found 1 files
            --idx=FOLDER/cut.idx,FOLDER/y.idx           | FOLDER/cut.idx: expected 9 numbers, found 1; it is cut off
            --idx=FOLDER/y.idx,FOLDER/x.idx             | FOLDER/y.idx: expected [n, steps, width] and labels of [n], found [8] and [8, 2, 2] in FOLDER/x.idx
            --data=FOLDER/numbers.csv --features=x      | FOLDER/numbers.csv:3: expected a finite number in column x, found NaN; correct the line or remove it
            --data=FOLDER/numbers.csv --batch-size=3    | --batch-size: means nothing together with --data; leave it out
            --data=FOLDER/numbers.csv --text=a.txt      | --data: expected one kind of data, found another beside it
            --seed=1                                    | --data: is missing; or give --text, --images, --labelled, --idx, or --model, --inputs and --targets
            """)
    void whatCannotBeLearnedFromIsRefusedInOneLine(String arguments, String message) {
        assertEquals(1, train(arguments.split(" ")), out::toString);
        String expected = "millrace: " + message.replace("FOLDER", folder.toString());
        String found = err.toString().strip();
        assertEquals(1, found.lines().count(), found);
        assertEquals(expected, found.substring(0, Math.min(found.length(), expected.length())), found);
    }

    @Test
    void twoKindsOfDataAreWrongUsage() {
        assertEquals(2, train("--text=a.txt", "--images=b"));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("mutually exclusive"), err.toString());
    }

    @Test
    void aTrainingThatDivergesSaysWhere() {
        assertEquals(
                1,
                train("--images=FOLDER/images", "--size=4x3", "--optimizer=SGD", "--learning-rate=1e38", "--epochs=9"));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(
                err.toString().matches("(?s)millrace: .*: expected a finite number, found .* at epoch .*, update .*"),
                err.toString());
    }
}

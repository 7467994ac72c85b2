package io.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example runs, on a few drawings of horizontal and vertical bars. */
class ImagesByRowsTest {
    @TempDir
    Path folder;

    @Test
    void theExampleOfTheReadmeLearnsToTellImagesApart() throws IOException {
        Random random = new Random(1);
        Path across = Files.createDirectories(folder.resolve("images/across"));
        Path down = Files.createDirectories(folder.resolve("images/down"));
        for (int i = 0; i < 40; i++) {
            draw(across.resolve(i + ".png"), true, random);
            draw(down.resolve(i + ".jpg"), false, random);
        }
        Path unseen = folder.resolve("unseen.png");
        draw(unseen, false, random);

        assertEquals("down", ImagesByRows.learn(folder.resolve("images"), 3, folder.resolve("m.h5"), unseen));
        assertTrue(Files.size(folder.resolve("m.h5")) > 2_000_000);
    }

    private static void draw(Path file, boolean across, Random random) throws IOException {
        BufferedImage image = new BufferedImage(100, 80, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.getHSBColor(random.nextFloat(), 0.5f, 1f));
        pen.setStroke(new BasicStroke(8));
        int at = 15 + random.nextInt(50);
        pen.drawLine(across ? 0 : at, across ? at : 0, across ? 100 : at, across ? at : 80);
        pen.dispose();
        String name = file.getFileName().toString();
        ImageIO.write(image, name.substring(name.indexOf('.') + 1), file.toFile());
    }
}

package io.millrace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The documentation, page by page. */
final class Pages {
    private Pages() {}

    static List<Path> all() {
        List<Path> pages = new ArrayList<>(List.of(
                Path.of("README.md"), Path.of("SECURITY.md"), Path.of("CONTRIBUTING.md"), Path.of("CHANGELOG.md")));
        for (String folder : List.of("docs", "helm", "k8s")) {
            files(Path.of(folder))
                    .filter(file -> file.toString().endsWith(".md"))
                    .forEach(pages::add);
        }
        return pages;
    }

    /** Of a folder and of those in it. */
    static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList().stream().filter(Files::isRegularFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

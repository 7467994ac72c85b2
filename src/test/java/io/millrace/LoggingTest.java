package io.millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The log as it is shipped: a line for people, or a line of JSON for whoever collects it. */
class LoggingTest {
    @Test
    void plainIsOneLine() throws Exception {
        assertTrue(
                logged("plain").matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  LoggingTest: ball: version 7 serves\\R"));
    }

    @Test
    void jsonHasTheModelAsAField() throws Exception {
        JsonNode line = new ObjectMapper().readTree(logged("json"));
        assertEquals("INFO", line.path("level").asText());
        assertEquals("ball: version 7 serves", line.path("formattedMessage").asText());
        assertEquals("ball", line.path("mdc").path("model").asText());
        assertTrue(line.path("timestamp").isNumber(), line::toString);
    }

    /** What the shipped configuration writes to standard error. */
    private static String logged(String format) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new ch.qos.logback.classic.util.LogbackMDCAdapter());
        context.putProperty("MILLRACE_LOG", format);
        try (PrintStream captured = new PrintStream(written, true, UTF_8)) {
            System.setErr(captured);
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LoggingTest.class.getResource("/logback.xml"));
            List<Status> complaints = context.getStatusManager().getCopyOfStatusList().stream()
                    .filter(status -> status.getLevel() >= Status.WARN)
                    .toList();
            assertEquals(List.of(), complaints, "with one, Logback prints all that it did at every start");
            Logger log = context.getLogger(LoggingTest.class);
            context.getMDCAdapter().put("model", "ball");
            log.info("{}: version {} serves", "ball", 7);
        } finally {
            System.setErr(before);
            context.stop();
        }
        return written.toString(UTF_8);
    }
}

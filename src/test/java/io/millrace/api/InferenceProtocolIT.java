package io.millrace.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.api.ApiServer.Connection;
import io.millrace.api.ApiServer.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What clients of KServe and Triton send, and what they get, byte by byte. */
class InferenceProtocolIT {
    private static ApiServer server;

    @BeforeAll
    static void start() {
        server = new ApiServer(
                List.of(ApiServer.model(ApiServer.sums("sum", "x")), ApiServer.model(ApiServer.sums("seq", "x", "y"))));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** As tritonclient sends it: no Content-Type, the tensor behind the JSON. */
    @Test
    void tritonsClientIsAnsweredByteByByte() throws Exception {
        String json = "{\"id\":\"r0\",\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"parameters\":"
                + "{\"binary_data_size\":8}}],\"parameters\":{\"sequence_id\":42,\"sequence_start\":true,"
                + "\"sequence_end\":false,\"binary_data_output\":true}}";
        assertEquals(204, json.length());
        byte[] body = concat(json.getBytes(StandardCharsets.UTF_8), floats(1.5f, -2f));
        try (Connection connection = server.connect()) {
            Reply reply = connection.send(
                    "POST /v2/models/seq/infer HTTP/1.1\r\nhost: localhost\r\ninference-header-content-length: 204\r\n"
                            + "content-length: 212\r\n\r\n",
                    body);
            String expected =
                    "{\"model_name\":\"seq\",\"model_version\":\"1\",\"id\":\"r0\",\"parameters\":{\"sequence_id\":42,"
                            + "\"n\":1,\"durable\":false},\"outputs\":[{\"name\":\"prediction\",\"shape\":[1,2],\"datatype\":\"FP32\","
                            + "\"parameters\":{\"binary_data_size\":8}}]}";
            assertEquals(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\nInference-Header-Content-Length: "
                            + expected.length() + "\r\ncontent-length: " + (expected.length() + 8) + "\r\n\r\n",
                    reply.head());
            assertArrayEquals(concat(expected.getBytes(StandardCharsets.UTF_8), floats(1.5f, -2f)), reply.body());
        }
    }

    @Test
    void jsonIsAnsweredByteByByte() throws Exception {
        try (Connection connection = server.connect()) {
            Reply reply = connection.post(
                    "/v2/models/seq/versions/1/infer",
                    "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,1,2],\"datatype\":\"FP64\",\"data\":[[[1,2]],[[3.25,4]]]}]}");
            assertEquals(
                    "{\"model_name\":\"seq\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"prediction\",\"shape\":[2,1,2],"
                            + "\"datatype\":\"FP64\",\"data\":[1.0,2.0,3.25,4.0]}]}",
                    reply.text());
            assertTrue(reply.head().contains("\r\ncontent-type: application/json\r\n"), reply.head());
        }
    }

    @Test
    void oneToNineGive45() throws Exception {
        try (Connection connection = server.connect()) {
            double sum = 0;
            for (int i = 1; i <= 9; i++) {
                sum = infer(connection, "5", i, i == 1, i == 9);
            }
            assertEquals(45, sum);
        }
    }

    @Test
    void startAndEndInOneRequestGive42() throws Exception {
        try (Connection connection = server.connect()) {
            assertEquals(42, infer(connection, "6", 42, true, true));
            assertUnknown(connection, "6");
        }
    }

    @Test
    void fourInterleavedStreamsKeepApart() throws Exception {
        try (Connection connection = server.connect()) {
            double[] sums = new double[4];
            for (int i = 1; i <= 9; i++) {
                for (int stream = 0; stream < 4; stream++) {
                    sums[stream] = infer(connection, Integer.toString(1000 + stream), i * (stream + 1), i == 1, i == 9);
                }
            }
            assertArrayEquals(new double[] {45, 90, 135, 180}, sums);
        }
    }

    /** 1 2 3 start again 48 1 2: what came before the second start is forgotten. */
    @Test
    void aSecondStartWithoutAnEndBeginsAnewAndGives51() throws Exception {
        try (Connection connection = server.connect()) {
            for (int i = 1; i <= 3; i++) {
                infer(connection, "7", i, i == 1, false);
            }
            infer(connection, "7", 48, true, false);
            infer(connection, "7", 1, false, false);
            assertEquals(51, infer(connection, "7", 2, false, true));
        }
    }

    @Test
    void theNumber42AndTheText42AreOneSequence() throws Exception {
        try (Connection connection = server.connect()) {
            infer(connection, "42", 1, true, false);
            assertEquals(3, infer(connection, "\"42\"", 2, false, false));
            assertEquals(6, infer(connection, "42", 3, false, true));
        }
    }

    @Test
    void textIdsAndTheLargestNumberAreEchoedAsTheyCame() throws Exception {
        try (Connection connection = server.connect()) {
            for (String id : List.of("18446744073709551615", "\"Flug Ä/7\"")) {
                Reply reply = connection.post("/v2/models/sum/infer", request(id, 1, true, true));
                assertTrue(reply.text().contains("\"parameters\":{\"sequence_id\":" + id + ",\"n\":1,"), reply.text());
            }
        }
    }

    @Test
    void zeroAndTheEmptyTextAreNoSequence() throws Exception {
        try (Connection connection = server.connect()) {
            for (String id : List.of("0", "\"\"", "0")) {
                assertEquals(5, infer(connection, id, 5, false, false));
            }
        }
    }

    @Test
    void manyPointsAndManyRowsInOneCall() throws Exception {
        try (Connection connection = server.connect()) {
            JsonObject flat = output(
                    connection.post(
                            "/v2/models/sum/infer",
                            "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,3,1],\"datatype\":\"INT32\",\"data\":[1,2,3,10,20,30]}]}"));
            assertEquals(new JsonArray("[1.0,3.0,6.0,10.0,30.0,60.0]"), flat.getJsonArray("data"));
            assertEquals(new JsonArray("[2,3,1]"), flat.getJsonArray("shape"));
            infer(connection, "8", 100, true, false);
            JsonObject more = output(connection.post(
                    "/v2/models/sum/infer",
                    "{\"parameters\":{\"sequence_id\":8},\"inputs\":[{\"name\":\"x\",\"shape\":[1,2,1],\"datatype\":\"FP32\","
                            + "\"data\":[[[1],[2]]]}]}"));
            assertEquals(new JsonArray("[101.0,103.0]"), more.getJsonArray("data"));
        }
    }

    @Test
    void everyDatatypeIsReadInItsBinaryForm() throws Exception {
        record Form(String datatype, byte[] bytes, double value) {}
        List<Form> forms = List.of(
                new Form("BOOL", new byte[] {1}, 1),
                new Form("UINT8", new byte[] {(byte) 200}, 200),
                new Form("UINT16", new byte[] {0, (byte) 0x80}, 32768),
                new Form("UINT32", new byte[] {0, 0, 0, (byte) 0x80}, 2147483648.0),
                new Form("UINT64", new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) 0x80}, 9.223372036854775807e18),
                new Form("INT8", new byte[] {-3}, -3),
                new Form("INT16", new byte[] {-3, -1}, -3),
                new Form("INT32", new byte[] {-3, -1, -1, -1}, -3),
                new Form("INT64", new byte[] {-3, -1, -1, -1, -1, -1, -1, -1}, -3),
                new Form("FP16", new byte[] {0, (byte) 0xc1}, -2.5),
                new Form("FP32", floats(0.1f), 0.1f),
                new Form(
                        "FP64",
                        ByteBuffer.allocate(8)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putDouble(7)
                                .array(),
                        7));
        try (Connection connection = server.connect()) {
            for (Form form : forms) {
                String json = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"" + form.datatype()
                        + "\",\"parameters\":{\"binary_data_size\":" + form.bytes().length + "}}]}";
                Reply reply = connection.send(
                        "POST /v2/models/sum/infer HTTP/1.1\r\nhost: x\r\nInference-Header-Content-Length: "
                                + json.length() + "\r\ncontent-length: " + (json.length() + form.bytes().length)
                                + "\r\n\r\n",
                        concat(json.getBytes(StandardCharsets.UTF_8), form.bytes()));
                assertEquals(
                        form.value(),
                        output(reply).getJsonArray("data").getDouble(0),
                        1e-7 * Math.abs(form.value()),
                        form.datatype());
            }
        }
    }

    @Test
    void aWholeBodyMayBeOneRawTensor() throws Exception {
        try (Connection connection = server.connect()) {
            Reply reply = connection.send(
                    "POST /v2/models/seq/infer HTTP/1.1\r\nhost: x\r\nInference-Header-Content-Length: 0\r\n"
                            + "content-length: 16\r\n\r\n",
                    floats(1, 2, 3, 4));
            String json = reply.text().substring(0, reply.text().lastIndexOf("}]}") + 3);
            assertTrue(json.contains("\"shape\":[1,2,2]"), json);
            assertArrayEquals(
                    floats(1, 2, 4, 6), java.util.Arrays.copyOfRange(reply.body(), json.length(), reply.body().length));
        }
    }

    @Test
    void onlyTheOutputsThatAreWantedCome() throws Exception {
        try (Connection connection = server.connect()) {
            String input = "\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]";
            assertEquals(
                    new JsonArray("[1]"),
                    output(connection.post(
                                    "/v2/models/sum/infer", "{" + input + ",\"outputs\":[{\"name\":\"prediction\"}]}"))
                            .getJsonArray("shape"));
            assertEquals(
                    "{\"error\":\"outputs: expected some of [prediction], found \\\"y\\\"\"}",
                    connection
                            .post("/v2/models/sum/infer", "{" + input + ",\"outputs\":[{\"name\":\"y\"}]}")
                            .text());
        }
    }

    @Test
    void errorsComeInTheStatedForm() throws Exception {
        try (Connection connection = server.connect()) {
            assertUnknown(connection, "4711");
            Reply missing = connection.get("/v2/models/nobody");
            assertEquals(404, missing.status());
            assertEquals("{\"error\":\"model: expected one of [sum, seq], found \\\"nobody\\\"\"}", missing.text());
            assertEquals(404, connection.get("/v2/models/sum/versions/2").status());
            assertEquals(404, connection.get("/v2/nothing").status());
            Reply method = connection.get("/v2/models/sum/infer");
            assertEquals(405, method.status());
            assertEquals("{\"error\":\"method: expected POST here\"}", method.text());
            assertTrue(method.head().contains("Allow: POST\r\n"), method.head());
            assertEquals(
                    501, connection.post("/v2/repository/models/sum/unload", "").status());
            Reply broken = connection.post("/v2/models/sum/infer", "{\"inputs\":");
            assertEquals(400, broken.status());
            assertTrue(broken.text().startsWith("{\"error\":\"body: expected JSON in UTF-8"), broken.text());
            Reply large = connection.post("/v2/models/sum/infer", " ".repeat(ApiServer.MOST_BYTES + 1));
            assertEquals(413, large.status());
            assertTrue(large.text().startsWith("{\"error\":\"body: "), large.text());
        }
    }

    @Test
    void whatIsWrongWithATensorIsSaidWithItsPlace() throws Exception {
        try (Connection connection = server.connect()) {
            for (String[] wrong : new String[][] {
                {"\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]", "inputs[0].shape: expected [1], [rows, 1]"},
                {"\"shape\":[2,1],\"datatype\":\"FP32\",\"data\":[1]", "inputs[0].data: expected 2 elements"},
                {
                    "\"shape\":[2,1],\"datatype\":\"FP32\",\"data\":[[1],[2,3]]",
                    "inputs[0].data: expected arrays of one size"
                },
                {"\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[\"1\"]", "inputs[0].data: expected numbers, as"},
                {"\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[NaN]", "inputs[0].data: expected finite"},
                {"\"shape\":[1,1],\"datatype\":\"FP99\",\"data\":[1]", "inputs[0].datatype: expected BOOL"},
                {"\"shape\":[-1,1],\"datatype\":\"FP32\",\"data\":[1]", "inputs[0].shape: expected sizes"},
                {"\"shape\":[1,1],\"datatype\":\"FP32\"", "inputs[0]: expected either data or"},
                {
                    "\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[1e300]",
                    "inputs[0].data: expected numbers in the range"
                },
            }) {
                Reply reply =
                        connection.post("/v2/models/sum/infer", "{\"inputs\":[{\"name\":\"x\"," + wrong[0] + "}]}");
                assertEquals(400, reply.status(), wrong[0]);
                assertTrue(reply.text().startsWith("{\"error\":\"" + wrong[1]), wrong[0] + " gave " + reply.text());
            }
        }
    }

    @Test
    void theServiceAndItsModelsTellOfThemselves() throws Exception {
        try (Connection connection = server.connect()) {
            assertEquals(
                    "{\"name\":\"millrace\",\"version\":\"development\",\"extensions\":[\"sequence\",\"sequence(string_id)\","
                            + "\"binary_tensor_data\",\"statistics\",\"model_repository\"]}",
                    connection.get("/v2").text());
            assertEquals(200, connection.get("/v2/health/live").status());
            assertEquals(200, connection.get("/v2/health/ready").status());
            for (String path : List.of("/v2/models/seq", "/v2/models/seq/versions/1")) {
                assertEquals(
                        "{\"name\":\"seq\",\"versions\":[\"1\"],\"platform\":\"millrace\",\"inputs\":[{\"name\":\"input\","
                                + "\"datatype\":\"FP32\",\"shape\":[-1,-1,2]}],\"outputs\":[{\"name\":\"prediction\","
                                + "\"datatype\":\"FP32\",\"shape\":[-1,-1,2]}]}",
                        connection.get(path).text());
            }
            assertEquals(
                    "{\"name\":\"seq\",\"ready\":true}",
                    connection.get("/v2/models/seq/ready").text());
            String both = "[{\"name\":\"sum\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"},"
                    + "{\"name\":\"seq\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"}]";
            for (String body : List.of("", "{}", "{\"ready\":true}")) {
                assertEquals(both, connection.post("/v2/repository/index", body).text());
            }
        }
    }

    @Test
    void statisticsCountWhatWasDone() throws Exception {
        try (Connection connection = server.connect()) {
            JsonObject before = statistics(connection);
            infer(connection, "9", 1, true, true);
            connection.post("/v2/models/seq/infer", "{}");
            connection.post(
                    "/v2/models/seq/infer",
                    "{\"inputs\":[{\"name\":\"x\",\"shape\":[5,2],\"datatype\":\"FP32\",\"data\":[1,2,3,4,5,6,7,8,9,0]}]}");
            JsonObject after = statistics(connection);
            assertEquals(5, after.getInteger("inference_count") - before.getInteger("inference_count"));
            assertEquals(1, after.getInteger("execution_count") - before.getInteger("execution_count"));
            assertEquals(1, count(after, "success") - count(before, "success"));
            assertEquals(1, count(after, "fail") - count(before, "fail"));
            for (String part : List.of("queue", "compute_input", "compute_infer", "compute_output")) {
                assertEquals(1, count(after, part) - count(before, part), part);
            }
        }
    }

    private static JsonObject statistics(Connection connection) throws Exception {
        JsonObject all = new JsonObject(connection.get("/v2/models/stats").text());
        assertEquals(2, all.getJsonArray("model_stats").size());
        return new JsonObject(connection.get("/v2/models/seq/stats").text())
                .getJsonArray("model_stats")
                .getJsonObject(0);
    }

    private static int count(JsonObject statistics, String part) {
        return statistics.getJsonObject("inference_stats").getJsonObject(part).getInteger("count");
    }

    private static void assertUnknown(Connection connection, String id) throws Exception {
        Reply reply = connection.post("/v2/models/sum/infer", request(id, 1, false, false));
        assertEquals(400, reply.status());
        assertEquals(
                "{\"error\":\"inference request for sequence " + id
                        + " to model 'sum' must specify the START flag on the first"
                        + " request of the sequence; one without a request for PT10M is forgotten\"}",
                reply.text());
    }

    static double infer(Connection connection, String id, double value, boolean start, boolean end) throws Exception {
        return output(connection.post("/v2/models/sum/infer", request(id, value, start, end)))
                .getJsonArray("data")
                .getDouble(0);
    }

    static String request(String id, double value, boolean start, boolean end) {
        return "{\"parameters\":{\"sequence_id\":" + id + ",\"sequence_start\":" + start + ",\"sequence_end\":" + end
                + "},\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[" + value + "]}]}";
    }

    private static JsonObject output(Reply reply) {
        assertEquals(200, reply.status(), reply.text());
        return new JsonObject(reply.text()).getJsonArray("outputs").getJsonObject(0);
    }

    private static byte[] floats(float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return bytes.array();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        new ArrayList<>(List.of(parts)).forEach(all::writeBytes);
        return all.toByteArray();
    }
}

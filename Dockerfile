# The service as an image: a Java 25 runtime cut to what it needs, the libraries, the jar and a cache of loaded classes.
#
#   docker build -t millrace .          (or buildah, podman; tools/image/check builds one and tries it)
#   docker run --rm --read-only --tmpfs /tmp:exec -p 8080:8080 millrace demo
#
# BUILD_IMAGE: any glibc Linux with a JDK 25 and a shell. RUNTIME_IMAGE: any glibc Linux; it needs no Java.
ARG BUILD_IMAGE=eclipse-temurin:25-jdk
ARG RUNTIME_IMAGE=debian:12-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /build

# The cache of classes holds for files of the same time; a layer from a builder's cache would have another, so all have one.
RUN jlink --add-modules java.se,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.incubator.vector,jdk.jcmd,jdk.jfr,jdk.localedata,jdk.management,jdk.net,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.zipfs \
      --include-locales en --no-header-files --no-man-pages --output /opt/java \
 && find /opt/java -type f -exec touch -d 2026-01-01T00:00:00Z {} +

# Without sources: the libraries, ND4J's natives of this platform alone among them, are a layer that only pom.xml changes.
COPY .mvn .mvn
COPY mvnw pom.xml ./
RUN ./mvnw -B -ntp -q -DskipTests package \
 && mkdir -p /opt/millrace \
 && cp -r target/lib /opt/millrace/lib \
 && find /opt/millrace -type f -exec touch -d 2026-01-01T00:00:00Z {} +

COPY docs/openapi.yaml docs/
COPY src/main src/main
RUN ./mvnw -B -ntp -q -o -DskipTests package \
 && cp target/millrace.jar /opt/millrace/ \
 && touch -d 2026-01-01T00:00:00Z /opt/millrace/millrace.jar

COPY tools/image/java.options /opt/millrace/
COPY tools/image/warm-up tools/image/
RUN tools/image/warm-up /opt/java /opt/millrace

FROM ${RUNTIME_IMAGE}
COPY --from=build /opt/java /opt/java
COPY --from=build /opt/millrace/lib /opt/millrace/lib
COPY --from=build /opt/millrace/java.options /opt/millrace/millrace.jar /opt/millrace/millrace.aot /opt/millrace/

ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Millrace" \
      org.opencontainers.image.description="Turns a Kafka topic of sequence points into a Kafka topic of predictions, exactly once." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# Of the container's memory; the rest is for threads, network buffers and what the JVM itself needs.
# Kubernetes asks for a number to see that this is not root; the name is not in /etc/passwd and need not be.
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=50" \
    LANG=C.UTF-8 \
    HOME=/tmp
USER 10001:10001
WORKDIR /tmp
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/java/bin/java", "@/opt/millrace/java.options", "-jar", "/opt/millrace/millrace.jar"]
CMD ["serve", "--config", "/etc/millrace/millrace.yaml"]

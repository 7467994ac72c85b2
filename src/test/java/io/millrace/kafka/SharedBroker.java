package io.millrace.kafka;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One broker for all integration tests of a run; tests keep apart by their topics' names. */
public final class SharedBroker implements ParameterResolver {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(SharedBroker.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == EmbeddedBroker.class;
    }

    @Override
    public EmbeddedBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The store closes it after the last test.
        return context.getRoot()
                .getStore(HERE)
                .getOrComputeIfAbsent(EmbeddedBroker.class, any -> EmbeddedBroker.start(), EmbeddedBroker.class);
    }
}

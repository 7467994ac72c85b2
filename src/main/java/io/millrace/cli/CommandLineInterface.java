package io.millrace.cli;

import io.millrace.config.ConfigException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** All commands under one name, and the one place where an error becomes lines and an exit code. */
@Command(
        name = "millrace",
        description = "Turns a Kafka topic of sequence points into a Kafka topic of predictions, exactly once.",
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineInterface.Version.class)
public final class CommandLineInterface {
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            ServeCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            GenerateCommand.class,
            InspectCommand.class,
            ConvertCommand.class,
            SendCommand.class,
            RedriveCommand.class,
            StateCommand.class,
            CheckCommand.class,
            TopicsCommand.class,
            SchemaCommand.class,
            BrokerCommand.class,
            WarmUpCommand.class,
            HelpCommand.class);

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    /** Runs one command. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration. */
    public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commands = new CommandLine(new CommandLineInterface());
        asked(arguments).forEach(commands::addSubcommand);
        commands.setOut(out).setErr(err);
        commands.setParameterExceptionHandler((e, args) -> wrongUsage(e));
        commands.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command.getErr()));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        if (arguments.length == 0) {
            commands.usage(out);
            return WRONG_USAGE;
        }
        return commands.execute(arguments);
    }

    /** The one command, if it says which: the options of the others are thousands of classes that it does not need. */
    private static List<Class<?>> asked(String[] arguments) {
        return COMMANDS.stream()
                .filter(command -> arguments.length > 0
                        && command != HelpCommand.class
                        && name(command).equals(arguments[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS);
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    private static int wrongUsage(ParameterException e) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("millrace: " + oneLine(e) + "; see millrace help "
                + e.getCommandLine().getCommandName().replace("millrace", ""));
        return WRONG_USAGE;
    }

    private static int failed(Exception e, PrintWriter err) {
        if (e instanceof ConfigException wrong) {
            List<String> errors = wrong.errors();
            errors.forEach(error -> err.println("millrace: " + error));
            return WRONG_USAGE;
        }
        err.println("millrace: " + oneLine(e));
        boolean ours = e instanceof IllegalArgumentException || e instanceof CommandFailedException;
        if (!ours && System.getProperty("millrace.stacktrace") != null) {
            e.printStackTrace(err);
        }
        return FAILED;
    }

    /** The first line of what it says, or of what caused it. */
    static String oneLine(Throwable e) {
        Throwable cause = e;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.lines().findFirst().orElse(cause.toString());
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = CommandLineInterface.class.getPackage().getImplementationVersion();
            return new String[] {"millrace " + (version == null ? "from its classes" : version)};
        }
    }
}

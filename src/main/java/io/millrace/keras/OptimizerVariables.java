package io.millrace.keras;

import io.millrace.network.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The variables of an optimizer in the order in which Keras numbers them: the count of updates, in Keras 3 the learning
 * rate, then the arrays of each slot. Source: {@code build} of Keras' optimizers.
 *
 * @param updates made so far
 * @param arrays of the slots
 * @param bySlot whether all arrays of a slot stand together, as before Keras 2.11; since then Adam has those of a
 *     parameter together
 */
record OptimizerVariables(long updates, List<WeightArray> arrays, boolean bySlot) {
    private static final String GROUP = "optimizer/vars/";

    /** Of one array: which slot it belongs to and which of the network's parameters. */
    private record Place(int slot, Parameter parameter) {}

    /** Those of a {@code .keras} file. */
    static Optional<OptimizerVariables> ofZip(Hdf5Reader file) {
        List<String> paths = new ArrayList<>();
        while (file.has(GROUP + paths.size())) {
            paths.add(GROUP + paths.size());
        }
        return of(file, paths, false);
    }

    /** Those of an {@code .h5} file; the older optimizers count in {@code iter}. Of still older ones nothing is known. */
    static Optional<OptimizerVariables> ofH5(Hdf5Reader file) {
        String group = "optimizer_weights";
        List<String> names = file.has(group) ? file.texts(group, "weight_names").orElse(List.of()) : List.of();
        String count = names.isEmpty() ? "" : names.get(0).replaceAll(".*/|:0$", "");
        return count.equals("iter") || count.equals("iteration")
                ? of(file, names.stream().map(name -> group + "/" + name).toList(), count.equals("iter"))
                : Optional.empty();
    }

    private static Optional<OptimizerVariables> of(Hdf5Reader file, List<String> paths, boolean bySlot) {
        if (paths.isEmpty()) {
            return Optional.empty();
        }
        List<WeightArray> arrays = paths.stream().skip(1).map(file::array).toList();
        boolean hasRate = !arrays.isEmpty() && arrays.get(0).shape().isEmpty();
        return Optional.of(new OptimizerVariables(
                file.integer(paths.get(0)), hasRate ? arrays.subList(1, arrays.size()) : arrays, bySlot));
    }

    /**
     * What the optimizer remembers; empty where these are not the variables that it has here.
     *
     * @param parameters that learn, in the order of the file's layers; nothing is remembered of the others
     * @param weights of the whole network
     */
    Optional<OptimizerState> state(TrainingConfig training, List<Parameter> parameters, int weights) {
        OptionalInt slots = slots(training);
        if (slots.isEmpty()) {
            return Optional.empty();
        }
        int pair = bySlot ? -1 : pair(training);
        List<Place> places = places(pair, slots.getAsInt(), parameters);
        boolean fits = updates >= 0 && arrays.size() == places.size();
        for (int i = 0; fits && i < arrays.size(); i++) {
            fits = arrays.get(i).shape().equals(places.get(i).parameter().shape());
        }
        return fits ? Optional.of(state(places, slots.getAsInt(), weights)) : Optional.empty();
    }

    private OptimizerState state(List<Place> places, int slots, int size) {
        List<float[]> values = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            values.add(new float[size]);
        }
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            arrays.get(i).copyTo(values.get(place.slot()), place.parameter());
        }
        return new OptimizerState(updates, values);
    }

    /** As a {@code .keras} file of Keras 3 has them. */
    static void write(OptimizerState state, TrainingConfig training, List<Parameter> parameters, Hdf5Group root) {
        int index = 0;
        root.integer(GROUP + index++, state.updates());
        if (training.schedule().isEmpty()) { // else the rate follows from the updates
            root.dataset(GROUP + index++, List.of(), new float[] {(float) learningRate(training)});
        }
        for (Place place : places(pair(training), state.slots().size(), parameters)) {
            Parameter parameter = place.parameter();
            float[] slot = state.slots().get(place.slot());
            float[] values = Arrays.copyOfRange(slot, parameter.offset(), parameter.offset() + parameter.size());
            root.dataset(GROUP + index, parameter.shape(), values);
            index++;
        }
    }

    /** Refuses a state that an optimizer compiled like this does not have. */
    static void requireFit(OptimizerState state, TrainingConfig training, int weights) {
        int slots = slots(training)
                .orElseThrow(() -> new IllegalArgumentException(
                        "optimizer state: expected of SGD, Adagrad, RMSprop or Adam, found " + training.optimizer()));
        int found = state.slots().size();
        if (found != slots) {
            throw new IllegalArgumentException("optimizer state: expected " + slots + " arrays, as "
                    + training.optimizer() + " " + training.settings() + " has, found " + found);
        }
        for (float[] slot : state.slots()) {
            if (slot.length != weights) {
                throw new IllegalArgumentException("optimizer state: expected arrays of " + weights
                        + " floats, as the network has, found " + slot.length);
            }
        }
    }

    /** Adam makes m and v of a parameter together; the first of these two slots, or one that there is not. */
    private static int pair(TrainingConfig training) {
        return optimizer(training).startsWith("adam") ? averages(training) : -1;
    }

    /** Every slot has the arrays of all parameters in a row, but for the pair. */
    private static List<Place> places(int pair, int slots, List<Parameter> parameters) {
        List<Place> places = new ArrayList<>();
        for (int first = 0, next; first < slots; first = next) {
            next = first == pair ? first + 2 : first + 1;
            for (Parameter parameter : parameters) {
                for (int slot = first; slot < next; slot++) {
                    places.add(new Place(slot, parameter));
                }
            }
        }
        return places;
    }

    private static OptionalInt slots(TrainingConfig training) {
        int averages = averages(training);
        return switch (optimizer(training)) {
            case "sgd" -> OptionalInt.of(averages + one(training, "momentum"));
            case "adagrad" -> OptionalInt.of(averages + 1);
            case "rmsprop" -> OptionalInt.of(averages + 1 + one(training, "momentum") + one(training, "centered"));
            case "adam", "adamw" -> OptionalInt.of(averages + 2 + one(training, "amsgrad"));
            default -> OptionalInt.empty();
        };
    }

    /** A slot before all others, where the weights are averaged. */
    private static int averages(TrainingConfig training) {
        return one(training, "use_ema");
    }

    private static int one(TrainingConfig training, String setting) {
        return training.settings().getOrDefault(setting, 0.0) == 0 ? 0 : 1;
    }

    private static double learningRate(TrainingConfig training) {
        double otherwise = optimizer(training).equals("sgd") ? 0.01 : 0.001; // Keras' defaults
        return training.settings().getOrDefault("learning_rate", otherwise);
    }

    private static String optimizer(TrainingConfig training) {
        return training.optimizer().toLowerCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.llm.Models;
import afterword.analysis.memory.MemoryStore;
import afterword.analysis.money.Prices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an analysis may name and count on in this deployment: the places of its models, and whether
/// their calls have a price. Immutable.
public final class Places {

    /// @param model that is asked there
    private record Place(String model, boolean priced) {}

    private final @Nullable Map<String, Place> known; // null where nobody knows
    private final List<String> usual;
    private final boolean unpricedMemory; // whether a memory service without a price answers

    private Places(@Nullable Map<String, Place> known, List<String> usual, boolean unpricedMemory) {
        this.known = known;
        this.usual = List.copyOf(usual);
        this.unpricedMemory = unpricedMemory;
    }

    /// Those of a deployment.
    ///
    /// @param memory whether a memory service stands in for the model of a `memory` analysis
    public static Places of(Models models, Prices prices, boolean memory) {
        var known = new LinkedHashMap<String, Place>();
        for (var route : models.routes()) {
            var provider = route.model().provider();
            var model = route.model().model();
            known.put(provider, new Place(model, prices.known(provider, model)));
        }
        boolean unpriced = memory && !prices.known(MemoryStore.PROVIDER, MemoryStore.MODEL);
        return new Places(known, models.usual(), unpriced);
    }

    /// Nothing is known of a deployment, and nothing is refused.
    public static Places unknown() {
        return new Places(null, List.of(), false);
    }

    /// Whether names are checked.
    boolean areKnown() {
        return known != null;
    }

    /// Checks what an analysis asks of the deployment.
    ///
    /// @throws afterword.analysis.yaml.BrokenFile when it names a place that is not there, or wants
    ///   a limit of cost kept where calls have no price
    void check(Source source) {
        if (known != null && source.analysis() instanceof Analysis.Prompted it) {
            var names = it.policy().models();
            for (int i = 0; i < names.size(); i++) {
                if (!known.containsKey(names.get(i))) {
                    throw source.refusal()
                            .of(
                                    "model.models." + i,
                                    "model.models: there is no place "
                                            + names.get(i)
                                            + " (afterword.llm.more), known are "
                                            + known.keySet());
                }
            }
            if (it.policy().costLimit() != null) {
                priced(source, it, known);
            }
        }
    }

    private void priced(Source source, Analysis.Prompted analysis, Map<String, Place> places) {
        if (analysis.memory() && unpricedMemory) {
            throw source.refusal().of("model.cost-limit", noPrice("the memory service"));
        }
        for (var name : chosen(analysis.policy())) {
            var place = places.get(name);
            if (place != null && !place.priced()) {
                throw source.refusal()
                        .of(
                                "model.cost-limit",
                                noPrice("the model " + place.model() + " of the place " + name));
            }
        }
    }

    /// A limit that is not kept would be worse than none.
    private static String noPrice(String what) {
        return "model.cost-limit cannot be kept, as "
                + what
                + " has no price (afterword.analysis.money.prices)";
    }

    /// Who is asked, in order, with the model's name where it is known.
    List<String> described(ModelPolicy policy) {
        if (known == null) {
            return policy.models();
        }
        var described = new ArrayList<String>();
        for (var name : chosen(policy)) {
            var place = known.get(name);
            described.add(place == null ? name : name + " (" + place.model() + ")");
        }
        return described;
    }

    private List<String> chosen(ModelPolicy policy) {
        return policy.models().isEmpty() ? usual : policy.models();
    }
}

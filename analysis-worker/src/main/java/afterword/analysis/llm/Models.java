// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The models of a deployment, and how hard each may be pressed.
///
/// @param fallback null where none is configured
/// @param more further ones, asked only by analyses that name them
public record Models(Route main, @Nullable Route fallback, List<Route> more) {

    public Models {
        more = List.copyOf(more);
    }

    /// Without further ones.
    public Models(Route main, @Nullable Route fallback) {
        this(main, fallback, List.of());
    }

    /// One way to an answer.
    ///
    /// @param inFlight calls at once of this process
    public record Route(LanguageModel model, int inFlight, Limits limits) {}

    /// What a provider allows all processes together; 0 is no limit.
    public record Limits(long requestsPerMinute, long tokensPerMinute) {

        /// No limit.
        public static final Limits NONE = new Limits(0, 0);

        public Limits {
            if (requestsPerMinute < 0 || tokensPerMinute < 0) {
                throw new IllegalArgumentException("limits a minute are not negative; 0 is none");
            }
        }
    }

    /// Main, then fallback where there is one, then the further ones.
    public List<Route> routes() {
        return Stream.of(Stream.of(main), Stream.ofNullable(fallback), more.stream())
                .flatMap(routes -> routes)
                .toList();
    }

    /// Who is asked by an analysis that names nobody, in the order of failover: main, then fallback
    /// where there is one.
    public List<String> usual() {
        return Stream.concat(Stream.of(main), Stream.ofNullable(fallback))
                .map(route -> route.model().provider())
                .toList();
    }

    /// The model at a place of the deployment; main where that place is empty by now, so that what
    /// it has said can still be read.
    public LanguageModel at(String provider) {
        return routes().stream()
                .map(Route::model)
                .filter(model -> model.provider().equals(provider))
                .findFirst()
                .orElseGet(main::model);
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The models of a deployment, and how hard each may be pressed.
///
/// @param fallback null where none is configured
public record Models(Route main, @Nullable Route fallback) {

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

    /// Main, then fallback where there is one.
    public List<Route> routes() {
        return Stream.concat(Stream.of(main), Stream.ofNullable(fallback)).toList();
    }

    /// The model at a place of the deployment; main where that place is empty by now.
    public LanguageModel at(String provider) {
        return fallback != null && fallback.model().provider().equals(provider)
                ? fallback.model()
                : main.model();
    }
}

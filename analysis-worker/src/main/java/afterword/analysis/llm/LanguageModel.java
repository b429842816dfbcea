// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

/// A model behind a provider. Thread-safe.
public interface LanguageModel {

    /// The provider's place in the deployment, one of a closed set: `main`, `fallback`, and those
    /// that its settings name.
    String provider();

    /// The model that is asked for; a reply may name another.
    String model();

    /// Makes one call, without repeats of its own.
    ///
    /// Blocks the calling virtual thread; returns within the prompt's time-out.
    ///
    /// @throws InterruptedException when the caller was interrupted; the request has been aborted
    CallEnd call(Prompt prompt) throws InterruptedException;

    /// Reads a reply of this provider.
    ///
    /// Pure: the same bytes always read the same, so that a journaled reply can be read by another
    /// process.
    Reading read(byte[] body);
}

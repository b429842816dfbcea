// SPDX-License-Identifier: Apache-2.0
/// Asks a memory service what is worth remembering of a conversation.
@NullMarked
package afterword.analysis.memory;

import org.jspecify.annotations.NullMarked;

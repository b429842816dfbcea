// SPDX-License-Identifier: Apache-2.0
/// Takes finished conversations and answers when they are safe.
@NullMarked
package afterword.gateway.intake;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/// What the gateway answers: JSON bodies and RFC 9457 problems, from one place.
@NullMarked
package afterword.gateway.answer;

import org.jspecify.annotations.NullMarked;

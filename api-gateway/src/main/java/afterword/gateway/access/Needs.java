// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The scope that a route asks for. A route has this or [Open]; one with neither is answered 403,
/// and a test finds it.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Needs {
    /// The one scope that suffices.
    Scope value();
}

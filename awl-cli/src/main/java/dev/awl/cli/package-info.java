/**
 * The {@code awl} command: one class a subcommand, thin over the modules that do the work.
 *
 * <p>Start-up is part of the product: {@code awl id} answers in half a second. A command class is
 * inspected by reflection on every start, so its fields and methods name no Netty type; what needs
 * Netty lives in a class beside it that is loaded when the command runs.
 */
@NullMarked
package dev.awl.cli;

import org.jspecify.annotations.NullMarked;

"""The guards of `Sources/taskledger`, in a list for each test target that must notice."""

from guards import Guard

ProcessTests = [
    Guard("a person adopts only what can be the result", "taskledger/ResolveInLedger.swift",
          "try live.checkAdoption(of: remoteID, by: operationID, in: nil)",
          "_ = (live, remoteID)", "LiveServeTests/onlyWhat"),
    Guard("the commands that change the store are writes", "taskledger/PolicyOptions.swift",
          "guard layers.policy.isReadOnly else { return }",
          "guard layers.policy.isReadOnly, layers.policy == .unlimited else { return }",
          "PolicyTests"),
    Guard("of several policies all hold", "taskledger/PolicyOptions.swift",
          "in options.given(.policy) {", "in options.given(.policy).suffix(1) {", "PolicyTests"),
    Guard("no name moves the cursor of a terminal", "taskledger/TerminalText.swift",
          "guard text.unicodeScalars.contains(where: { isObeyed($0) && !isKept($0) }) else { "
          "return text }", "guard false else { return text }", "CommandLineTests|OptionsTests"),
]

enum Help {
  static let version = "0.1.0"

  /// `--help`, made from the declarations in `Flag`.
  static var text: String {
    let width = Flag.allCases.map { synopsis($0).count }.max() ?? 0
    let options = Flag.allCases.map { flag in
      let padding = String(repeating: " ", count: width - synopsis(flag).count)
      let variable = flag.environment.map { " [\($0)]" } ?? ""
      return "  \(synopsis(flag))\(padding)  \(flag.explanation)\(variable)"
    }
    return """
      taskledger \(version): ClickUp tools for LLM agents, each write at most once per key

      Usage:
        taskledger [serve]                 speak MCP and JSON-RPC 2.0 on stdin and stdout
        taskledger call TOOL [KEY=VALUE …] run one tool; or one JSON object as the arguments
        taskledger tools                   list the tools that are switched on, and their size
        taskledger operations              what of ClickUp's API there is: served, tools, undo
        taskledger policy                  show what agents may do at all, and who says so
        taskledger ledger list             what was written, newest first
        taskledger ledger show KEY_OR_ID   one entry, whole
        taskledger ledger accept-store     write on after an older copy of the store was put back
        taskledger ledger mend-clock       the clock was ahead, and is right as it stands now
        taskledger ledger undo ID          take one operation back
        taskledger ledger verify           is everything as it was written? names what is not
        taskledger ledger export           the whole ledger as JSON lines, oldest first
        taskledger ledger reconcile        look for every write whose outcome is not known
        taskledger ledger resolve ID adopt REMOTE_ID | abandon
                                           say how a write ended that is unclear
        taskledger doctor                  is everything there that a server needs?
        taskledger configure HOST          what to tell a host: \(hosts)
        taskledger import FILE …           bring in answers of the ClickUp API (JSON, JSON lines),
                                           and its CSV exports of tasks
        taskledger replay FILE …           run transcripts again and show where answers differ

      Options:
      \(options.joined(separator: "\n"))

      Exit status: 0 done; 1 the tool, import or replay failed, something has a fault, or the
      outcome of a write is not known; 2 the command line is wrong.

      """
  }

  private static var hosts: String {
    AgentHost.allCases.map(\.rawValue).joined(separator: ", ")
  }

  private static func synopsis(_ flag: Flag) -> String {
    flag.placeholder.map { "--\(flag.rawValue) \($0)" } ?? "--\(flag.rawValue)"
  }
}

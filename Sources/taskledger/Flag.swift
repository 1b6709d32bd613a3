import Ledger

/// Every option of the command line: one declaration each, from which parsing, the environment and
/// `--help` are made.
enum Flag: String, CaseIterable {
  case store
  case workspace
  case person = "as"
  case backend
  case clickupURL = "clickup-url"
  case markers
  case markerField = "marker-field"
  case toolsets
  case tools
  case excludeTools = "exclude-tools"
  case readOnly = "read-only"
  case policy
  case onlyIn = "only-in"
  case writeBudget = "write-budget"
  case agent
  case record
  case logLevel = "log-level"
  case retention
  case status
  case since
  case byTool = "by-tool"
  case limit
  case cursor
  case write
  case loosen
  case yes
  case json
  case help
  case version

  /// What stands for the value in `--help`; nil for a switch.
  var placeholder: String? {
    switch self {
    case .store, .record, .policy: "PATH"
    case .workspace: "ID"
    case .person: "EMAIL"
    case .backend: "NAME"
    case .clickupURL: "URL"
    case .markers: "on|off"
    case .markerField: "ID"
    case .toolsets, .tools, .excludeTools, .loosen: "A,B"
    case .onlyIn: "KIND:ID,…"
    case .writeBudget: "LIMIT=N,…"
    case .agent: "NAME"
    case .logLevel: "LEVEL"
    case .retention: "DAYS"
    case .status: "STATE"
    case .since: "DATE"
    case .byTool: "NAME"
    case .limit, .cursor: "N"
    case .readOnly, .write, .yes, .json, .help, .version: nil
    }
  }

  /// The environment variable that sets the same; the command line wins, but for what `isLimit`.
  var environment: String? {
    switch self {
    case .store: "TASKLEDGER_STORE"
    case .workspace: "TASKLEDGER_WORKSPACE"
    case .person: "TASKLEDGER_AS"
    case .backend: "TASKLEDGER_BACKEND"
    case .clickupURL: "TASKLEDGER_CLICKUP_URL"
    case .markers: "TASKLEDGER_MARKERS"
    case .markerField: "TASKLEDGER_MARKER_FIELD"
    case .toolsets: "TASKLEDGER_TOOLSETS"
    case .tools: "TASKLEDGER_TOOLS"
    case .excludeTools: "TASKLEDGER_EXCLUDE_TOOLS"
    case .readOnly: "TASKLEDGER_READ_ONLY"
    case .policy: "TASKLEDGER_POLICY"
    case .onlyIn: "TASKLEDGER_ONLY_IN"
    case .writeBudget: "TASKLEDGER_WRITE_BUDGET"
    case .agent: "TASKLEDGER_AGENT"
    case .logLevel: "TASKLEDGER_LOG_LEVEL"
    case .retention: "TASKLEDGER_RETENTION"
    case .record, .status, .since, .byTool, .limit, .cursor, .write, .loosen, .yes, .json, .help,
      .version:
      nil
    }
  }

  /// Whether it limits what an agent may do: then option and variable hold both, and the tightest
  /// wins. Those that cannot be repeated are lists, which are written in one.
  var isLimit: Bool {
    switch self {
    case .toolsets, .tools, .excludeTools, .readOnly, .policy, .onlyIn, .writeBudget: true
    default: false
    }
  }

  /// Whether it can be given several times: then all of them hold.
  var isRepeatable: Bool {
    switch self {
    case .excludeTools, .readOnly, .policy, .onlyIn, .writeBudget: true
    default: false
    }
  }

  /// Whether its value is a file.
  var isPath: Bool {
    switch self {
    case .store, .policy, .record: true
    default: false
    }
  }

  var explanation: String {
    switch self {
    case .store:
      "the workspace's file (default: workspace.db or clickup.db in $XDG_DATA_HOME/taskledger)"
    case .workspace: "the Workspace to work in, where the store holds several"
    case .person: "embedded: who you are in the Workspace, once for all who work in it"
    case .backend: "embedded (the default), or clickup: ClickUp's cloud, with CLICKUP_TOKEN"
    case .clickupURL: "clickup: another address of the API; plain http only to this machine"
    case .markers: "clickup: whether what is created carries a line to find it by (default on)"
    case .markerField: "clickup: a text Custom Field that takes a task's line instead"
    case .toolsets: "toolsets to switch on, or everyday, all or none (default: core)"
    case .tools: "single tools to add"
    case .excludeTools: "single tools to remove"
    case .readOnly: "remove every tool that writes; wins over all of the above"
    case .policy: "a file that says what an agent may do at all; see `taskledger policy`"
    case .onlyIn: "write only within: workspace:ID, space:ID, folder:ID, list:ID"
    case .writeBudget:
      "write no more: writes_per_minute, writes_per_hour, deletions_per_day, items_per_call"
    case .agent: "name of the agent profile: keys of one profile mean nothing in another"
    case .record: "serve: also write the conversation to a file that `replay` runs again"
    case .logLevel: "error, warning (the default), info or debug, on stderr"
    case .retention:
      "days after which stored answers are dropped (default \(Retention.standardDays)), or forever"
    case .status: "ledger list: only done, unknown, needs_review, abandoned, released …"
    case .since: "ledger list: only from this date on"
    case .byTool: "ledger list: only what this tool wrote"
    case .cursor: "ledger list: only what is older than this sequence number"
    case .limit: "ledger list: how many entries (default 20)"
    case .write: "configure: put it into the host's file, and keep a backup"
    case .loosen: "configure: limits of the host's entry that may be loosened, or left out"
    case .yes: "ledger undo: also where that deletes something"
    case .json: "print JSON instead of text for people"
    case .help: "print this text"
    case .version: "print the version"
    }
  }
}

import Foundation

/// A program that starts MCP servers, and where it wants to be told of them.
enum AgentHost: String, CaseIterable {
  case claude
  case claudeCode = "claude-code"
  case codex
  case vscode
  case cursor
  case gemini

  enum Format {
    /// An object of servers under this name.
    case json(servers: String)
    /// A table `[mcp_servers.NAME]`.
    case toml
  }

  /// https://modelcontextprotocol.io/quickstart/user,
  /// https://code.visualstudio.com/docs/copilot/reference/mcp-configuration and the hosts' own
  /// pages.
  var format: Format {
    switch self {
    case .claude, .claudeCode, .cursor, .gemini: .json(servers: "mcpServers")
    case .vscode: .json(servers: "servers")
    case .codex: .toml
    }
  }

  /// Whether an entry must say which transport it is.
  var namesTransport: Bool { self == .vscode || self == .claudeCode }

  /// Whether its file may hold comments and trailing commas.
  var allowsComments: Bool { self == .vscode || self == .gemini }

  /// The file that it reads: the user's own, but for the two that keep one in each project.
  ///
  /// - Parameters:
  ///   - home: the user's home directory.
  ///   - project: the directory that the command runs in.
  func file(home: String, project: String, environment: [String: String]) -> String {
    switch self {
    case .claude: Self.claudeDirectory(home, environment) + "/claude_desktop_config.json"
    case .claudeCode: project + "/.mcp.json"
    case .codex: (Self.directory("CODEX_HOME", environment) ?? home + "/.codex") + "/config.toml"
    case .vscode: project + "/.vscode/mcp.json"
    case .cursor: home + "/.cursor/mcp.json"
    case .gemini: home + "/.gemini/settings.json"
    }
  }

  /// Empty is not set, and a relative path is to be ignored:
  /// https://specifications.freedesktop.org/basedir-spec/latest/
  private static func directory(_ name: String, _ environment: [String: String]) -> String? {
    environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
  }

  private static func claudeDirectory(_ home: String, _ environment: [String: String]) -> String {
    #if os(macOS)
      home + "/Library/Application Support/Claude"
    #else
      (directory("XDG_CONFIG_HOME", environment) ?? home + "/.config") + "/Claude"
    #endif
  }
}

import APICore
import Foundation
import JSON
import Ledger
import LiveBackend

/// `taskledger doctor`: whether everything that a server needs is there, line by line, each with
/// its remedy. Changes nothing.
struct Doctor {
  /// One thing that was looked at.
  struct Check {
    enum State: String {
      case fine = "ok"
      /// Works, and may surprise.
      case notice = "note"
      case broken = "fail"
    }

    let name: String
    let state: State
    let finding: String
    /// What to do, where something is to be done.
    var remedy: String?

    static func fine(_ name: String, _ finding: String) -> Check {
      Check(name: name, state: .fine, finding: finding)
    }

    static func notice(_ name: String, _ finding: String, _ remedy: String) -> Check {
      Check(name: name, state: .notice, finding: finding, remedy: remedy)
    }

    static func broken(_ name: String, _ finding: String, _ remedy: String) -> Check {
      Check(name: name, state: .broken, finding: finding, remedy: remedy)
    }

    /// - Parameter remedy: where a profile names its zone.
    static func timeZone(_ name: String?, process: ProcessZone, remedy: String) -> Check {
      let zone = ProfileZone(named: name, process: process)
      guard let remark = zone.remark else {
        return fine(
          "time zone", "\(zone.timeZone.identifier): dates without a time are read in it")
      }
      return notice("time zone", remark, remedy)
    }
  }

  static func run(_ options: ProgramOptions) throws(UsageError) -> Int32 {
    let checks = try Doctor(options).checks()
    if options.isOn(.json) {
      Output.json(json(checks))
    } else {
      let width = checks.map(\.name.count).max() ?? 0
      for check in checks {
        let name = check.name.padding(toLength: width, withPad: " ", startingAt: 0)
        let state = check.state.rawValue.padding(toLength: 4, withPad: " ", startingAt: 0)
        Output.text("\(state)  \(name)  \(TerminalText.line(check.finding))")
        if let remedy = check.remedy {
          Output.text(
            String(repeating: " ", count: 8 + width) + "→ \(TerminalText.line(remedy))")
        }
      }
    }
    return checks.contains { $0.state == .broken } ? 1 : 0
  }

  private static func json(_ checks: [Check]) -> JSONValue {
    .array(
      checks.map { check in
        var members: JSONObject = [
          "name": .string(check.name), "state": .string(check.state.rawValue),
          "finding": .string(check.finding),
        ]
        if let remedy = check.remedy { members["remedy"] = .string(remedy) }
        return .object(members)
      })
  }

  private let options: ProgramOptions
  private let environment: [String: String]
  private let backend: BackendName

  private init(_ options: ProgramOptions) throws(UsageError) {
    self.options = options
    environment = ProcessEnvironment.variables
    backend = try BackendName(options)
  }

  private func checks() throws(UsageError) -> [Check] {
    let policy = try PolicyOptions.layers(options)
    let selection = try Program.selection(options, under: policy)
    var checks = [backendCheck]
    let token = token
    let processZone = ProcessZone(environment: environment)
    // Nothing is made: neither a store nor a place in the log of the rate limit.
    let wiring = try Program.wiring(options, isReadOnly: true, policy: policy)
    if backend == .clickup {
      checks.append(token)
      if token.state != .broken, let service = wiring.service {
        checks += CloudChecks(service, options, processZone).checks()
      }
    }
    checks += StoreChecks(
      wiring: wiring, processZone: processZone, chosen: options.value(of: .workspace),
      email: options.value(of: .person)
    ).checks()
    // What is said of the profile's zone says it too, where the profile has none.
    if let remark = processZone.remark, !checks.contains(where: { $0.finding.contains(remark) }) {
      checks.append(
        .notice("TZ", remark, "write a name such as Europe/Berlin, or leave the variable out"))
    }
    checks.append(tools(selection.shown.map(\.name), policy))
    return checks
  }

  private var token: Check {
    do throws(SetUpError) {
      let found = try Token.find(in: environment)
      return found.warning.map { .notice("token", "found in \(found.source)", $0) }
        ?? .fine("token", "found in \(found.source)")
    } catch {
      return .broken("token", "cannot be used", error.message)
    }
  }

  private var backendCheck: Check {
    if backend == .embedded, Token.isNamed(in: environment) {
      return .notice(
        "backend", "the embedded workspace; a token is set and is not used",
        "to work on ClickUp itself, start with `--backend clickup`")
    }
    return .fine(
      "backend", backend == .embedded ? "the embedded workspace" : "ClickUp's cloud")
  }

  private func tools(_ names: [String], _ policy: PolicyLayers) -> Check {
    let limits = policy.parts.isEmpty ? "" : "; limited by policy, see `taskledger policy`"
    guard !names.isEmpty else {
      return .broken(
        "tools", "none is switched on" + limits, "choose with `--toolsets core` or `--tools NAME`")
    }
    return .fine("tools", "\(names.count) switched on: \(names.joined(separator: ", "))" + limits)
  }
}

/// What the service itself says of the token and of this machine.
private struct CloudChecks {
  private let service: LiveBackend
  private let chosen: String?
  private let processZone: ProcessZone

  /// Words such as "tomorrow" and the window of a look-up depend on the clock; half a minute is
  /// what a look-up allows for.
  private static let tolerableSkew = Milliseconds(30_000)

  init(_ service: LiveBackend, _ options: ProgramOptions, _ processZone: ProcessZone) {
    self.service = service
    self.processZone = processZone
    chosen = options.value(of: .workspace)
  }

  func checks() -> [Doctor.Check] {
    let probe: CloudProbe
    do throws(APIError) { probe = try service.probe() } catch {
      return [
        .broken(
          "service", error.message,
          error.status == 401
            ? "make a new personal token: ClickUp → Settings → Apps"
            : "check the network, `--clickup-url` and https://status.clickup.com")
      ]
    }
    var checks: [Doctor.Check] = [
      .fine(
        "user",
        "\(probe.userName ?? "?") (\(probe.userID ?? "?")), answered in "
          + "\(probe.took.rawValue) ms"),
      workspace(probe), limit(probe),
      .timeZone(
        probe.timeZone, process: processZone, remedy: "set it in ClickUp → Settings → My Settings"),
    ]
    if let skew = probe.clockSkew { checks.append(clock(skew)) }
    return checks
  }

  private func workspace(_ probe: CloudProbe) -> Doctor.Check {
    let listed = probe.workspaces.map { "\($0.id) \($0.name)" }.joined(separator: ", ")
    if probe.workspaces.isEmpty {
      return .broken(
        "workspace", "this user can reach none", "ask an admin to invite the user, or change token")
    }
    if let chosen, !probe.workspaces.contains(where: { $0.id == chosen }) {
      return .broken(
        "workspace", "\(chosen) cannot be reached", "start with `--workspace` and one of: \(listed)"
      )
    }
    if chosen == nil, probe.workspaces.count > 1 {
      return .broken(
        "workspace", "several can be reached and none is chosen: \(listed)",
        "start with `--workspace ID`")
    }
    return .fine("workspace", listed)
  }

  private func limit(_ probe: CloudProbe) -> Doctor.Check {
    guard let limit = probe.requestsPerMinute else {
      return .notice(
        "rate limit", "the service did not say", "100 requests a minute are counted on")
    }
    return .fine("rate limit", "\(limit) requests a minute, shared by all that use this token")
  }

  private func clock(_ skew: Milliseconds) -> Doctor.Check {
    let seconds = abs(Double(skew.rawValue) / 1_000)
    guard abs(skew.rawValue) > Self.tolerableSkew.rawValue else {
      return .fine("clock", String(format: "%.1f s off the service's", seconds))
    }
    return .notice(
      "clock",
      String(format: "%.0f s %@ the service's", seconds, skew.rawValue > 0 ? "ahead of" : "behind"),
      "let the system set its clock (NTP): dates in words and look-ups depend on it")
  }
}

import APICore
import JSON

/// What the service says of the token and its user, and of the time.
public struct CloudProbe: Sendable {
  public struct Workspace: Sendable, Hashable {
    public let id: String
    public let name: String
  }

  public let userID: String?
  public let userName: String?
  /// A name of the IANA database.
  public let timeZone: String?
  public let workspaces: [Workspace]
  public let requestsPerMinute: Int?
  /// How far this machine's clock is ahead of the service's; nil where the answer had no date.
  public let clockSkew: Milliseconds?
  /// How long the first answer took.
  public let took: Milliseconds
}

extension LiveBackend {
  /// Asks who the token belongs to and what it reaches.
  public func probe() throws(APIError) -> CloudProbe {
    let begun = client.uptime.now()
    let (value, answer) = try client.ask(ReadRequest(.getUser))
    let took = client.uptime.now() - begun
    let now = client.clock.now()
    let teams = try client.ask(ReadRequest(.getWorkspaces)).value["teams"]?.elements ?? []
    let user = value["user"]
    return CloudProbe(
      userID: user?["id"]?.wireText, userName: user?["username"]?.string,
      timeZone: ProfileZone.name(ofUser: user),
      workspaces: teams.map {
        CloudProbe.Workspace(id: $0["id"]?.wireText ?? "?", name: $0["name"]?.string ?? "")
      },
      requestsPerMinute: RateHeaders(answer, now: now).limit,
      // The date is that of some moment in between, in whole seconds.
      clockSkew: answer.headers["date"].flatMap(Milliseconds.init(httpDate:)).map { now - $0 },
      took: took)
  }
}

import Foundation
import JSON
import Ledger

/// What the command line, the environment and the files that they name say of the policy: each one
/// a layer, none of which can make another looser.
enum PolicyOptions {
  /// - Throws: where a part cannot be read: the program does not start without a limit that
  ///   somebody asked for.
  static func layers(_ options: ProgramOptions) throws(UsageError) -> PolicyLayers {
    if let recorded = options.recordedPolicy { return recorded }
    var layers: [PolicyLayers.Layer] = []
    for (origin, value) in options.given(.readOnly) where ProgramOptions.isOn(value) {
      layers.append(try layer(origin, value, ["read_only": true]))
    }
    for (origin, value) in options.given(.excludeTools) {
      let names = JSONValue.array(ProgramOptions.list(value).map(JSONValue.string))
      layers.append(try layer(origin, value, ["tools": ["deny": names]]))
    }
    for (origin, value) in options.given(.onlyIn) {
      layers.append(try layer(origin, value, ["scope": try scope(origin, value)]))
    }
    for (origin, value) in options.given(.writeBudget) {
      layers.append(try layer(origin, value, ["budget": try budget(origin, value)]))
    }
    for (origin, path) in options.given(.policy) { layers.append(try file(path, origin)) }
    return PolicyLayers(layers)
  }

  /// - Throws: where the command changes what is stored, and nothing may be changed here.
  static func check(_ options: ProgramOptions) throws(UsageError) {
    guard options.command.changesStore else { return }
    let layers = try layers(options)
    guard layers.policy.isReadOnly else { return }
    throw UsageError(
      "`\(options.command.name)` changes what is stored, and nothing may be changed here "
        + "(\(layers.origins { $0.isReadOnly })); take that away where it is meant all the same")
  }

  private static func layer(
    _ origin: String, _ value: String, _ json: JSONValue
  ) throws(UsageError) -> PolicyLayers.Layer {
    do throws(PolicyError) {
      return PolicyLayers.Layer(origin, try Policy(json))
    } catch { throw UsageError(words(error, of: "\(origin) \(value)")) }
  }

  private static func file(
    _ path: String, _ origin: String
  ) throws(UsageError) -> PolicyLayers.Layer {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UsageError("the policy `\(path)` (\(origin)) cannot be read; name a file that can")
    }
    do throws(PolicyError) {
      return PolicyLayers.Layer(path, try Policy(parsing: String(decoding: data, as: UTF8.self)))
    } catch { throw UsageError(words(error, of: path)) }
  }

  private static func words(_ error: PolicyError, of what: String) -> String {
    (["the policy `\(what)` cannot be put in force; correct it:"] + error.problems)
      .joined(separator: "\n")
  }

  /// `space:12,list:34`
  private static func scope(_ origin: String, _ value: String) throws(UsageError) -> JSONValue {
    var kinds: JSONObject = [:]
    for place in ProgramOptions.list(value) {
      let parts = place.split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw UsageError("`\(origin)`: `\(place)` is not a place; write KIND:ID, such as space:12")
      }
      let kind = parts[0] + "s"
      kinds[kind] = .array((kinds[kind]?.array ?? []) + [.string(parts[1])])
    }
    return .object(kinds)
  }

  /// `writes_per_hour=100,deletions_per_day=0`
  private static func budget(_ origin: String, _ value: String) throws(UsageError) -> JSONValue {
    var limits: JSONObject = [:]
    for limit in ProgramOptions.list(value) {
      let parts = limit.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let count = Int64(parts[1]) else {
        throw UsageError(
          "`\(origin)`: `\(limit)` is not a limit; write LIMIT=N, writes_per_hour=100")
      }
      // The tightest wins, also where one is given twice.
      limits[parts[0]] = .integer(min(count, limits[parts[0]]?.integer ?? count))
    }
    return .object(limits)
  }
}

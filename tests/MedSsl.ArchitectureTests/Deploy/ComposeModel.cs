using System.Text.Json;
using MedSsl.Testing;

namespace MedSsl.ArchitectureTests.Deploy;

/// <summary>docker-compose.yml as docker-compose understands it, with all profiles and newly drawn secrets.</summary>
internal static class ComposeModel
{
    // PyYAML comes with docker-compose 1.29, which is written in Python.
    private const string YamlToJson = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)";

    private static readonly Lazy<JsonElement> Model = new(Load);

    public static JsonElement Root => Model.Value;

    public static IReadOnlyList<JsonProperty> Services => [.. Root.GetProperty("services").EnumerateObject()];

    /// <summary>A file as <c>make env</c> writes it, in a folder of its own.</summary>
    public static string NewEnvironmentFile()
    {
        var file = Path.Combine(Repository.NewTemporaryFolder(), ".env");
        Tool.Run("bash", ["deploy/docker/new-env.sh", file]).ShouldSucceed();
        return file;
    }

    /// <summary>Strings of a list or the keys of an object: compose allows both in most places.</summary>
    public static IEnumerable<string> Names(JsonElement service, string property) =>
        !service.TryGetProperty(property, out var value) ? []
        : value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(entry => entry.Name)
        : value.EnumerateArray().Select(entry => entry.ToString());

    private static JsonElement Load()
    {
        var config = Tool.Run("docker-compose", ["--env-file", NewEnvironmentFile(), "config"]);
        config.ShouldSucceed();
        var json = Tool.Run("/usr/bin/python3", ["-c", YamlToJson], config.Output);
        json.ShouldSucceed();
        using var document = JsonDocument.Parse(json.Output);
        return document.RootElement.Clone();
    }
}

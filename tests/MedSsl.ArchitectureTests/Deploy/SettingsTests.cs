using System.Text.RegularExpressions;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.ArchitectureTests.Deploy;

/// <summary>A setting that no option reads is silently ignored; this finds it.</summary>
public sealed partial class SettingsTests
{
    [Theory]
    [InlineData("docker-compose.yml")]
    [InlineData("deploy/docker/Dockerfile")]
    public void Every_setting_is_an_option_of_the_code(string file)
    {
        var known = new[] { "shared", "services" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*Options.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText)
            .Where(source => Section().IsMatch(source))
            .SelectMany(source => Property().Matches(source).Select(property => $"MEDSSL_{Section().Match(source).Groups[1].Value.Replace(":", "__", StringComparison.Ordinal)}__{property.Groups[1].Value}"))
            .ToHashSet();

        var used = Setting().Matches(Tool.Read(file)).Select(match => match.Value).ToHashSet();

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(known));
    }

    [GeneratedRegex("SectionName = \"([\\w:]+)\"")]
    private static partial Regex Section();

    [GeneratedRegex(@"public [\w<>\[\]?]+ (\w+) \{ get; (?:set|init);")]
    private static partial Regex Property();

    [GeneratedRegex("MEDSSL_[A-Za-z]+(?:__[A-Za-z]+)+")]
    private static partial Regex Setting();
}

using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MedSsl.ArchitectureTests;

/// <summary>The rules of the house that the compiler does not know, as functions from text to what breaks them.</summary>
internal static partial class HouseRules
{
    private static readonly string[] BannedWords = ["Common", "Core", "Utils", "Infrastructure"];

    /// <summary>A project is named after what it can do; these words can hold anything.</summary>
    public static IEnumerable<string> BannedNames(IEnumerable<string> projects) =>
        projects.Where(project => project.Split('.').Any(BannedWords.Contains)).Select(project => $"{project}: name it after what it does");

    /// <summary>A version is one number or a closed range: the same checkout always restores the same packages.</summary>
    public static IEnumerable<string> FloatingVersions(XDocument packages) =>
        from package in packages.Descendants("PackageVersion")
        let version = (string?)package.Attribute("Version") ?? ""
        where !PinnedVersion().IsMatch(version)
        select $"{package.Attribute("Include")?.Value} {version}: give one version, or a range with both ends";

    /// <summary>MassTransit 9 has a commercial licence.</summary>
    public static IEnumerable<string> CommercialMassTransit(XDocument packages) =>
        from package in packages.Descendants("PackageVersion")
        let name = (string?)package.Attribute("Include") ?? ""
        let version = (string?)package.Attribute("Version") ?? ""
        where name.StartsWith("MassTransit", StringComparison.Ordinal) && !version.EndsWith(",9.0.0)", StringComparison.Ordinal)
        select $"{name} {version}: end the range with ,9.0.0)";

    /// <summary>Versions live in Directory.Packages.props only.</summary>
    public static IEnumerable<string> OwnVersions(string project, XDocument file) =>
        from package in file.Descendants("PackageReference")
        where package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null
        select $"{project}: the version of {package.Attribute("Include")?.Value} belongs into Directory.Packages.props";

    /// <summary>The solution and the disk name the same projects.</summary>
    public static IEnumerable<string> SolutionGaps(string solution, IReadOnlyCollection<string> projects)
    {
        var listed = ProjectLine().Matches(solution).Select(match => match.Groups[1].Value.Replace('\\', '/')).ToHashSet();
        return projects.Except(listed).Select(project => $"{project} is not in the solution")
            .Concat(listed.Except(projects).Select(project => $"{project} is in the solution and not on the disk"));
    }

    /// <summary>A consumer loads, computes by calling the core, stores and publishes; longer ones hide a core.</summary>
    public static IEnumerable<string> TooLong(string path, string text, int limit)
    {
        var lines = text.TrimEnd('\n').Split('\n').Length;
        return lines > limit ? [$"{path} has {lines} lines, {limit} are allowed"] : [];
    }

    /// <summary>MassTransit is configured in one place, and its queue: addresses wait for ever on a queue with arguments.</summary>
    public static IEnumerable<string> BusBypasses(string path, string text)
    {
        if (text.Contains(".AddMassTransit(", StringComparison.Ordinal) && Path.GetFileName(path) != "MessagingExtensions.cs")
        {
            yield return $"{path} calls AddMassTransit: call AddMessageBus";
        }

        if (text.Contains("\"queue:", StringComparison.Ordinal))
        {
            yield return $"{path} sends to a queue: address: use QueueAddress.Of";
        }
    }

    [GeneratedRegex(@"^(\d+(\.\d+){1,3}(-[0-9A-Za-z.-]+)?|[\[(]\d[^,*]*,\d[^,*]*[\])]|\[\d[^,*]*\])$")]
    private static partial Regex PinnedVersion();

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectLine();
}

using System.Text.RegularExpressions;
using MedSsl.Testing;

namespace MedSsl.EndToEnd.Tests;

/// <summary>The written pages of the repository as data: what they tell a reader to type, and where they point.</summary>
internal static partial class DocumentationText
{
    /// <summary>README and every page of docs, paths from the root.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "README.md",
        "CONTRIBUTING.md",
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal),
    ];

    public static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    /// <summary>The fenced blocks of a language.</summary>
    public static IEnumerable<string> Blocks(string text, string language) =>
        Fence().Matches(text).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["body"].Value);

    /// <summary>All code of a page: fenced blocks of commands, and what stands between backticks in a sentence.</summary>
    public static IEnumerable<string> Code(string text) =>
        [.. Blocks(text, "bash").SelectMany(block => block.Split('\n')), .. Inline().Matches(Fence().Replace(text, "")).Select(match => match.Groups[1].Value)];

    /// <summary>Relative targets of the links, without their anchors.</summary>
    public static IEnumerable<string> Links(string text) =>
        Link().Matches(Fence().Replace(text, "")).Select(match => match.Groups[1].Value.Split('#')[0]).Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal));

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<body>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}

using System.Xml.Linq;
using MedSsl.Testing;

namespace MedSsl.ArchitectureTests;

/// <summary>The files of this checkout, by their path below its root.</summary>
internal static class Checkout
{
    private static readonly string[] Folders = ["contracts", "shared", "services", "tests"];

    public static IReadOnlyList<string> Projects { get; } = Find("*.csproj", Folders);

    public static IReadOnlyList<string> ProductSources { get; } = Find("*.cs", "contracts", "shared", "services");

    public static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    public static XDocument ReadXml(string path) => XDocument.Parse(Read(path));

    private static List<string> Find(string pattern, params string[] folders) =>
        [.. folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
}

namespace MedSsl.ArchitectureTests;

/// <summary>A generated project: <paramref name="Path"/> is its folder and name; a reference with a slash is a project, without one a package.</summary>
internal sealed record SampleProject(string Path, params string[] References)
{
    public string File => FileOf(Path);

    public string ToXml(string folder, string root) =>
        $"""<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{string.Concat(References.Select(reference => Reference(reference, folder, root)))}</ItemGroup></Project>""";

    private static string Reference(string reference, string folder, string root) =>
        reference.Contains('/', StringComparison.Ordinal)
            ? $"""<ProjectReference Include="{System.IO.Path.GetRelativePath(folder, System.IO.Path.Combine(root, FileOf(reference)))}" />"""
            : $"""<PackageReference Include="{reference}" />""";

    private static string FileOf(string path) => $"{path}/{path.Split('/')[^1]}.csproj";
}

using System.Diagnostics;
using System.Text.RegularExpressions;
using MedSsl.Testing;

namespace MedSsl.ArchitectureTests;

/// <summary>
/// A copy of the house's build rules with small projects that keep or break them. One run of MSBuild checks them all, without restore:
/// the rules look at references only.
/// </summary>
public sealed partial class LayerChecks : IAsyncDisposable
{
    private static readonly string[] BuildRules = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "BannedSymbols.txt", "shared/MedSsl.Learning/Native/TorchNatives.targets"];

    private readonly string _root = Repository.NewTemporaryFolder();
    private readonly Lazy<Task<ILookup<string, string>>> _errors;

    public LayerChecks() => _errors = new Lazy<Task<ILookup<string, string>>>(RunAsync);

    /// <summary>A project of the generated house: where it lies, and what it references (projects by path, packages by name).</summary>
    internal static IReadOnlyList<SampleProject> Samples { get; } =
    [
        // The house as it should be.
        new("contracts/MedSsl.Contracts"),
        new("shared/MedSsl.Imaging"),
        new("shared/MedSsl.Metrics"),
        new("shared/MedSsl.Learning", "shared/MedSsl.Imaging", "shared/MedSsl.Metrics", "TorchSharp"),
        new("shared/MedSsl.Messaging", "contracts/MedSsl.Contracts", "MassTransit"),
        new("services/a/MedSsl.A", "contracts/MedSsl.Contracts", "shared/MedSsl.Messaging"),
        new("services/a/MedSsl.A.Host", "services/a/MedSsl.A"),
        new("services/all/MedSsl.AllInOne", "services/a/MedSsl.A"),
        new("tests/MedSsl.A.Tests", "services/a/MedSsl.A", "services/a/MedSsl.A.Host", "MassTransit"),
        // What breaks a rule; a project whose name a rule knows lies in a second house.
        new("services/b/MedSsl.LooksAtSibling", "services/a/MedSsl.A"),
        new("services/b/MedSsl.LooksAtHost", "contracts/MedSsl.Contracts", "services/a/MedSsl.A.Host"),
        new("services/b/MedSsl.LooksAtAllInOne", "services/all/MedSsl.AllInOne"),
        new("services/b/MedSsl.B.Host", "services/a/MedSsl.A", "services/a/MedSsl.A.Host"),
        new("shared/MedSsl.LooksAtService", "services/a/MedSsl.A"),
        new("shared/MedSsl.LooksAtServiceHost", "services/a/MedSsl.A.Host"),
        new("contracts/MedSsl.LooksAtShared", "shared/MedSsl.Messaging"),
        new("shared/project/MedSsl.Learning", "shared/MedSsl.Imaging", "shared/MedSsl.Messaging"),
        new("shared/package/MedSsl.Learning", "TorchSharp", "MassTransit"),
        new("shared/hosting/MedSsl.Learning", "Microsoft.Extensions.Hosting"),
        new("shared/project/MedSsl.Imaging", "shared/MedSsl.Metrics"),
        new("shared/package/MedSsl.Metrics", "ZstdSharp.Port"),
    ];

    /// <summary>The errors of a project, each as code and text.</summary>
    internal async Task<IReadOnlyList<string>> OfAsync(string project) => [.. (await _errors.Value)[project]];

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<ILookup<string, string>> RunAsync()
    {
        foreach (var file in BuildRules)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, file))!);
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(_root, file));
        }

        foreach (var sample in Samples)
        {
            var path = Path.Combine(_root, sample.File);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, sample.ToXml(Path.GetDirectoryName(path)!, _root));
        }

        var all = string.Join(';', Samples.Select(sample => sample.File));
        await File.WriteAllTextAsync(
            Path.Combine(_root, "all.proj"),
            $"""<Project><Target Name="Check"><MSBuild Projects="{all}" Targets="CheckLayers" ContinueOnError="true" /></Target></Project>""");
        var output = await MsBuildAsync();
        return ErrorLine().Matches(output).DistinctBy(match => match.Value)
            .ToLookup(match => Path.ChangeExtension(Path.GetRelativePath(_root, match.Groups["project"].Value), null).Replace('\\', '/'), match => match.Groups["error"].Value);
    }

    private async Task<string> MsBuildAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", "all.proj", "-t:Check", "-nologo", "-v:minimal", "-nodeReuse:false", "-m:1"])
        {
            WorkingDirectory = _root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet msbuild did not start");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return output + await errors;
    }

    [GeneratedRegex(@": error (?<error>\w+: [^\n]*?) \[(?<project>[^\]\n]+\.csproj)\]")]
    private static partial Regex ErrorLine();
}

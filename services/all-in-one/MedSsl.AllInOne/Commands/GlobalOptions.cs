using System.CommandLine;

namespace MedSsl.AllInOne.Commands;

/// <summary>Options that every verb has.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Home = new("--home")
    {
        Description = "Folder of everything this machine keeps (Hosting:DataFolder). Default: medssl-data",
        Recursive = true,
        HelpName = "DIR",
    };

    public static readonly Option<string[]> Set = new("--set")
    {
        Description = "A configuration value for this call, for example Training:Threads=2; may be repeated",
        Recursive = true,
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Answer as JSON on standard output, for machines", Recursive = true };

    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Show the services' log on standard error", Recursive = true };

    public static readonly Option[] All = [Home, Set, Json, Verbose];

    /// <summary>The command line that the configuration sees: --home and --set as configuration keys.</summary>
    public static string[] ToConfiguration(ParseResult parsed)
    {
        var arguments = new List<string>();
        if (parsed.GetValue(Home) is { Length: > 0 } home)
        {
            arguments.Add($"--Hosting:DataFolder={home}");
        }

        foreach (var value in parsed.GetValue(Set) ?? [])
        {
            if (!value.Contains('='))
            {
                throw new UsageException($"--set {value}: expected KEY=VALUE, for example Training:Threads=2");
            }

            arguments.Add("--" + value);
        }

        return [.. arguments];
    }
}

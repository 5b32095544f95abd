using MedSsl.Testing;
using Xunit;

namespace MedSsl.ArchitectureTests.Deploy;

/// <summary>What a tool can say about our YAML and shell files without running them.</summary>
public sealed class ScriptTests
{
    private static IReadOnlyList<string> Scripts => [.. Tool.Files("deploy", "*.sh"), "tests/run-tests.sh", ".ci/run"];

    [Fact]
    public void Yaml_files_pass_yamllint() =>
        Tool.Run("yamllint", ["-s", "-c", "deploy/yamllint.yml", "docker-compose.yml", .. Tool.Files("deploy", "*.yml")]).ShouldSucceed();

    [Fact]
    public void Shell_scripts_pass_shellcheck() => Tool.Run("shellcheck", ["-x", "-S", "warning", .. Scripts]).ShouldSucceed();

    [Fact]
    public void Shell_scripts_are_executable_and_parse()
    {
        foreach (var script in Scripts)
        {
            Tool.Run("bash", ["-n", script]).ShouldSucceed();
        }

        Assert.True(File.GetUnixFileMode(Path.Combine(Repository.Root, ".ci/run")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void Make_knows_every_target_it_lists()
    {
        var help = Tool.Run("make", ["help"]);
        help.ShouldSucceed();
        var targets = help.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[1].Replace('%', 'x')).ToList();

        Assert.Empty(new[] { "restore", "build", "check", "test", "test-fast", "demo", "bench-x", "servers-start", "servers-stop", "clean" }.Except(targets));
        Assert.All(targets, target => Tool.Run("make", ["-n", target]).ShouldSucceed());
    }

    [Fact]
    public void Make_demo_passes_the_folder_of_the_data_on()
    {
        var plain = Tool.Run("make", ["-n", "demo"]);
        var withData = Tool.Run("make", ["-n", "demo", "DATA=../some data"]);

        Assert.EndsWith("medssl.dll demo", plain.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.EndsWith("medssl.dll demo --data '../some data'", withData.Output.TrimEnd(), StringComparison.Ordinal);
    }
}

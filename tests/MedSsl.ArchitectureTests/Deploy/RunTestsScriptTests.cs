using System.Globalization;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.ArchitectureTests.Deploy;

/// <summary>tests/run-tests.sh on executables that only pretend to be tests.</summary>
public sealed class RunTestsScriptTests
{
    private readonly string folder = Repository.NewTemporaryFolder();
    private TimeSpan limit = TimeSpan.FromMinutes(1);

    [Fact]
    public void Run_sums_all_reports_and_says_why_tests_were_skipped()
    {
        var result = Run(
            Fake("A.Tests", Report("<assembly passed=\"3\" failed=\"0\" errors=\"0\" skipped=\"1\"><test name=\"N.A_b\" result=\"Skip\"><reason>no &lt;tool&gt; &amp; no\n luck</reason></test></assembly>")),
            Fake("B.Tests", Report("<assembly passed=\"4\" failed=\"0\" errors=\"0\" skipped=\"0\"></assembly>")));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("7 passed, 0 failed, 1 skipped", LastLine(result));
        Assert.Contains("skipped: N.A_b: no <tool> & no luck\n", result.Output, StringComparison.Ordinal);
        Assert.Equal("7 passed, 0 failed, 1 skipped\n", File.ReadAllText(Path.Combine(folder, "results", "summary.txt")));
    }

    [Fact]
    public void Run_fails_when_a_test_fails()
    {
        var result = Run(Fake("A.Tests", Report("<assembly passed=\"3\" failed=\"2\" errors=\"1\" skipped=\"0\"></assembly>") + "exit 1\n"));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("3 passed, 3 failed, 0 skipped", LastLine(result));
    }

    [Theory]
    [InlineData("exit 134\n", "no report")]
    [InlineData("kill -9 $$\n", "no report")]
    [InlineData("exit 0\n", "no report")]
    [InlineData("echo '<assemblies><assembly passed=\"9\" failed=\"0\"' > \"$report\"; exit 139\n", "without a failed test")]
    public void Run_counts_a_crash_as_a_failed_test(string crash, string why)
    {
        var result = Run(
            Fake("A.Tests", crash),
            Fake("B.Tests", Report("<assembly passed=\"4\" failed=\"0\" errors=\"0\" skipped=\"0\"></assembly>")));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("4 passed, 1 failed, 0 skipped", LastLine(result));
        Assert.Contains(why, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_counts_a_failing_exit_code_with_a_clean_report_as_a_failed_test()
    {
        var result = Run(Fake("A.Tests", Report("<assembly passed=\"4\" failed=\"0\" errors=\"0\" skipped=\"0\"></assembly>") + "exit 3\n"));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("4 passed, 1 failed, 0 skipped", LastLine(result));
    }

    [Fact]
    public void Run_stops_a_hanging_test_process()
    {
        limit = TimeSpan.FromSeconds(1);

        var result = Run(Fake("A.Tests", "sleep 100\n"));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("0 passed, 1 failed, 0 skipped", LastLine(result));
    }

    [Theory]
    [InlineData("<assembly passed=\"0\" failed=\"0\" errors=\"0\" skipped=\"0\"></assembly>", "0 passed, 0 failed, 0 skipped")]
    [InlineData("<assembly passed=\"0\" failed=\"0\" errors=\"0\" skipped=\"5\"></assembly>", "0 passed, 0 failed, 5 skipped")]
    public void Run_fails_when_no_test_ran(string assembly, string closing)
    {
        var result = Run(Fake("A.Tests", Report(assembly)));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal(closing, LastLine(result));
    }

    [Fact]
    public void Run_without_servers_leaves_out_the_tests_that_need_them()
    {
        var fake = Fake("A.Tests", "echo \"arguments: $*\"\n" + Report("<assembly passed=\"1\" failed=\"0\" errors=\"0\" skipped=\"0\"></assembly>"));

        Assert.Contains("-trait- needs=servers", Run("--without-servers", fake).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("needs=servers", Run(fake).Output, StringComparison.Ordinal);
    }

    private static string Report(string assembly) => $"cat > \"$report\" <<'XML'\n<assemblies>{assembly}</assemblies>\nXML\n";

    private static string LastLine(ToolResult result) => result.Output.TrimEnd('\n').Split('\n')[^1];

    /// <summary>A program that finds the file of the report as the last argument, as the runner gives it.</summary>
    private string Fake(string name, string body) => Tool.WriteScript(folder, name, "report=\"${!#}\"\n" + body);

    private ToolResult Run(params string[] arguments) =>
        Tool.Run("bash", ["tests/run-tests.sh", .. arguments], environment: new Dictionary<string, string>
        {
            ["MEDSSL_TEST_RESULTS"] = Path.Combine(folder, "results"),
            ["MEDSSL_TEST_TIMEOUT"] = limit.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        });
}

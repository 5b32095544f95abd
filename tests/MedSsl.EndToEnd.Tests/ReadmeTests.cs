using System.Diagnostics;
using System.Text.RegularExpressions;
using MedSsl.Testing;

namespace MedSsl.EndToEnd.Tests;

/// <summary>What the pages tell a newcomer to type is typed here.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = DocumentationText.Read("README.md");
    private static readonly string ProgramFolder = Path.Combine(Repository.Root, "artifacts", "bin", "MedSsl.AllInOne", new DirectoryInfo(AppContext.BaseDirectory).Name);

    [Fact]
    public async Task When_the_walk_is_pasted_into_a_shell_Should_run_to_its_end()
    {
        var walk = string.Join('\n', DocumentationText.Blocks(Readme, "bash").Where(block => Lines(block).Any(line => line.StartsWith("medssl ", StringComparison.Ordinal) && line != "medssl run")));
        Assert.Contains("medssl reconcile", walk, StringComparison.Ordinal);
        var folder = Repository.NewTemporaryFolder();

        var (exitCode, output) = await ShellAsync("set -euo pipefail\n" + walk, folder);

        Assert.True(exitCode == 0, $"the walk ended with {exitCode}:\n{output}");
        Assert.True(new FileInfo(Path.Combine(folder, "report.html")).Length > 1000);
        var (missing, text) = await ShellAsync("medssl status --json", folder);
        Assert.Equal(0, missing);
        Assert.Contains("\"walk-test\"", text, StringComparison.Ordinal);

        // The tensors that the Python snippet expects: those of torchvision but for fc, which it names as missing.
        var names = TensorName().Matches(SafeTensorsHeader(Path.Combine(folder, "walk.safetensors"))).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);
        var expected = File.ReadLines(Path.Combine(Repository.Root, "tests", "golden", "resnet18.state-dict.txt")).Select(line => line.Split(' ')[0]).Where(name => !name.StartsWith("fc.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(expected, names);
    }

    [Fact]
    public async Task When_medssl_run_is_typed_Should_serve_what_the_page_says()
    {
        Assert.Contains("medssl run\n", DocumentationText.Blocks(Readme, "bash"));
        var deployment = Deployment.Embedded();
        deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
        await using var run = MedSslProcess.Start(deployment.Settings, "run");
        await Eventually.TrueAsync(() => Task.FromResult(run.Output.Contains("all services run", StringComparison.Ordinal)), "medssl run is up");
        var address = new Uri(Address().Match(run.Output).Value);

        using var http = new HttpClient();
        foreach (var path in (string[])["/", "/status", "/models", "/benchmarks", "/metrics", "/health/live", "/health/ready"])
        {
            using var answer = await http.GetAsync(new Uri(address, path), TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        }

        // It goes on beside a second verb that only looks.
        Assert.Empty((await MedSslProcess.AnswerAsync(deployment.Settings, "datasets")).EnumerateArray());
    }

    [Fact]
    public void When_the_readme_extends_the_path_Should_name_the_folder_of_the_program()
    {
        Assert.Contains("export PATH=\"$PWD/artifacts/bin/MedSsl.AllInOne/release:$PATH\"\n", Readme, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(ProgramFolder, "medssl")), $"{ProgramFolder} has no program medssl");
    }

    [Fact]
    public async Task When_a_page_names_a_make_target_Should_exist()
    {
        // `make bench-NAME` and `make DATA=…` are patterns of the pages, not targets.
        var targets = Pages().SelectMany(page => MakeTarget().Matches(page.Code).Select(match => match.Groups[1].Value)).Where(target => target != "bench-NAME").Distinct().ToList();
        Assert.Contains("demo", targets);

        foreach (var target in targets)
        {
            var (exitCode, output) = await ShellAsync($"make -n {target} > /dev/null", Repository.Root);
            Assert.True(exitCode == 0, $"make {target}: {output}");
        }
    }

    [Fact]
    public async Task When_a_page_names_a_verb_or_an_option_Should_exist()
    {
        var help = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, code) in Pages())
        {
            if (Verb().Match(code) is not { Success: true } verb)
            {
                continue;
            }

            var command = verb.Groups["sub"].Value is "ls" or "cat" or "define" or "fit" or "pin" or "release" or "export" or "drop" or "preview" or "verify" or "start" or "report" or "submit" ? $"{verb.Groups["verb"].Value} {verb.Groups["sub"].Value}" : verb.Groups["verb"].Value;
            if (!help.TryGetValue(command, out var text))
            {
                (var exitCode, text) = await ShellAsync($"medssl {command} --help", Repository.Root);
                Assert.True(exitCode == 0, $"{name} names `medssl {command}`:\n{text}");
                help[command] = text;
            }

            Assert.All(Option().Matches(code).Select(match => match.Value), option => Assert.True(text.Contains(option + " ", StringComparison.Ordinal), $"{name}: medssl {command} has no {option}"));
        }

        Assert.Contains("benchmark", help.Keys);
    }

    [Fact]
    public void When_a_page_links_or_names_a_file_Should_be_there()
    {
        foreach (var page in DocumentationText.Pages)
        {
            var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
            var text = DocumentationText.Read(page);
            Assert.All(DocumentationText.Links(text), link => Assert.True(Path.Exists(Path.Combine(folder, link)), $"{page} links {link}, which is not there"));
            Assert.All(
                DocumentationText.Code(text).Where(code => PathInRepository().IsMatch(code)),
                path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), $"{page} names {path}, which is not there"));
        }
    }

    [Fact]
    public void When_a_page_names_a_metric_Should_be_listed()
    {
        var listed = File.ReadLines(Path.Combine(Repository.Root, "deploy", "prometheus", "metrics.txt")).Select(line => line.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);

        Assert.All(Pages().Where(page => page.Code.StartsWith("medssl_", StringComparison.Ordinal)), page => Assert.True(listed.Contains(page.Code.Split('{')[0]), $"{page.Name} names {page.Code}"));
    }

    private static IEnumerable<(string Name, string Code)> Pages() =>
        DocumentationText.Pages.SelectMany(page => DocumentationText.Code(DocumentationText.Read(page)).Select(code => (page, code)));

    private static IEnumerable<string> Lines(string block) => block.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string SafeTensorsHeader(string file)
    {
        using var reader = new BinaryReader(File.OpenRead(file));
        return System.Text.Encoding.UTF8.GetString(reader.ReadBytes((int)reader.ReadInt64()));
    }

    /// <summary>Runs a script as the reader's shell would, with the program on the path; standard output and errors together.</summary>
    private static async Task<(int ExitCode, string Output)> ShellAsync(string script, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"exec 2>&1\n{script}"]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{ProgramFolder}:{Environment.GetEnvironmentVariable("PATH")}";
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (shell.ExitCode, output);
    }

    [GeneratedRegex(@"""([\w.]+)"":\{""dtype""")]
    private static partial Regex TensorName();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"^make ([a-z][a-zA-Z-]*)")]
    private static partial Regex MakeTarget();

    [GeneratedRegex(@"^medssl (?<verb>[a-z]+)(?: (?<sub>[a-z]+))?(?=\s|$)")]
    private static partial Regex Verb();

    [GeneratedRegex(@"(?<=\s)--[a-z][a-z-]*")]
    private static partial Regex Option();

    [GeneratedRegex(@"^(?:contracts|shared|services|tests|deploy|docs)/[\w./-]+$")]
    private static partial Regex PathInRepository();
}

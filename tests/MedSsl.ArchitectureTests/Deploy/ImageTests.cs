using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.ArchitectureTests.Deploy;

/// <summary>The Dockerfile and the scripts that run inside the images.</summary>
public sealed partial class ImageTests
{
    [Fact]
    public void Dockerfile_copies_only_what_exists_and_what_its_ignore_file_lets_through()
    {
        var ignore = Tool.Read("deploy/docker/Dockerfile.dockerignore");
        var sources = ContextCopy().Matches(Tool.Read("deploy/docker/Dockerfile")).SelectMany(match => match.Groups[1].Value.Split(' ')).ToList();

        Assert.Contains("services", sources);
        Assert.All(sources, source =>
        {
            Assert.True(Path.Exists(Path.Combine(Repository.Root, source)), $"{source} does not exist");
            Assert.Contains(ignore.Split('\n'), line => line.Length > 1 && line[0] == '!' && MatchesPattern(source, line[1..]));
        });
    }

    [Fact]
    public void Dockerfile_uses_the_sdk_of_global_json_and_runs_as_app()
    {
        var dockerfile = Tool.Read("deploy/docker/Dockerfile");
        using var global = JsonDocument.Parse(Tool.Read("global.json"));
        var version = global.RootElement.GetProperty("sdk").GetProperty("version").GetString()!;

        Assert.Contains($"DOTNET_VERSION={string.Join('.', version.Split('.')[..2])}-noble", dockerfile, StringComparison.Ordinal);
        Assert.Matches("(?m)^USER app$", dockerfile);
        Assert.Contains("check-natives.sh /app", dockerfile, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200 OK", 0)]
    [InlineData("503 Service Unavailable", 1)]
    public async Task Health_follows_the_answer_of_the_service(string answer, int exitCode)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var request = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            // To the end of the request: closing a connection with unread bytes would reset it under the client's hands.
            var received = "";
            var buffer = new byte[1024];
            while (!received.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                var length = await stream.ReadAsync(buffer);
                Assert.NotEqual(0, length);
                received += Encoding.ASCII.GetString(buffer, 0, length);
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n"));
            return received;
        });

        var result = Tool.Run("bash", ["deploy/docker/health.sh", "/health/ready", ((IPEndPoint)listener.LocalEndpoint).Port.ToString()]);

        Assert.StartsWith("GET /health/ready HTTP/1.0\r\n", await request, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Fact]
    public void Health_fails_when_nothing_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        Assert.NotEqual(0, Tool.Run("bash", ["deploy/docker/health.sh", "/health/ready", port.ToString()]).ExitCode);
    }

    [Theory]
    [InlineData("libc.so.6 => /lib/libc.so.6 (0x1)", 0)]
    [InlineData("libgomp.so.1 => not found", 1)]
    [InlineData("libcuda.so.1 => not found", 0)]
    public void Check_natives_finds_what_a_library_lacks(string linked, int exitCode)
    {
        var folder = Repository.NewTemporaryFolder();
        Tool.WriteScript(folder, "ldd", $"echo '\t{linked}'\n");
        Directory.CreateDirectory(Path.Combine(folder, "app", "torch"));
        File.WriteAllText(Path.Combine(folder, "app", "torch", "libtorch.so"), "");

        var result = Tool.Run("bash", ["deploy/docker/check-natives.sh", Path.Combine(folder, "app")], environment: new Dictionary<string, string>
        {
            ["PATH"] = folder + ":" + Environment.GetEnvironmentVariable("PATH"),
        });

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(exitCode != 0, result.Error.Contains("libtorch.so", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_natives_accepts_a_folder_without_natives() =>
        Tool.Run("bash", ["deploy/docker/check-natives.sh", Repository.NewTemporaryFolder()]).ShouldSucceed();

    private static bool MatchesPattern(string source, string pattern) =>
        Regex.IsMatch(source, "^" + Regex.Escape(pattern).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "($|/)");

    [GeneratedRegex(@"(?m)^COPY (?!--)(.+) \S+$")]
    private static partial Regex ContextCopy();
}

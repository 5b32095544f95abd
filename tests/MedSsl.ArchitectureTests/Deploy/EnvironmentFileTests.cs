using MedSsl.Testing;
using Xunit;

namespace MedSsl.ArchitectureTests.Deploy;

public sealed class EnvironmentFileTests
{
    [Fact]
    public void New_env_draws_every_secret_anew_and_for_the_owner_only()
    {
        var (first, second) = (ComposeModel.NewEnvironmentFile(), ComposeModel.NewEnvironmentFile());
        var (a, b) = (Values(first), Values(second));

        Assert.DoesNotContain(a, pair => pair.Value.Length == 0);
        Assert.All(a.Where(pair => pair.Key.EndsWith("PASSWORD", StringComparison.Ordinal)), pair =>
        {
            Assert.NotEqual(pair.Value, b[pair.Key]);
            Assert.Matches("^[0-9a-f]{48}$", pair.Value);
        });
        Assert.Equal(32, Convert.FromBase64String(a["MEDSSL_SITE_KEY"]).Length);
        Assert.NotEqual(a["MEDSSL_SITE_KEY"], b["MEDSSL_SITE_KEY"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(first));
    }

    [Fact]
    public void New_env_gives_the_services_the_key_of_the_store()
    {
        var values = Values(ComposeModel.NewEnvironmentFile());

        Assert.Equal(values["S3_ROOT_PASSWORD"], values["S3_SECRET_KEY"]);
        Assert.Equal(values["S3_ROOT_USER"], values["S3_ACCESS_KEY"]);
    }

    [Fact]
    public void New_env_leaves_an_existing_file_alone()
    {
        var file = Path.Combine(Repository.NewTemporaryFolder(), ".env");
        File.WriteAllText(file, "MEDSSL_SITE_KEY=precious\n");

        var result = Tool.Run("bash", ["deploy/docker/new-env.sh", file]);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("MEDSSL_SITE_KEY=precious\n", File.ReadAllText(file));
    }

    private static Dictionary<string, string> Values(string file) =>
        File.ReadAllLines(file).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}

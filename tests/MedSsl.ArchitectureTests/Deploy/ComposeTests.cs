using System.Text.Json;
using System.Text.RegularExpressions;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.ArchitectureTests.Deploy;

public sealed partial class ComposeTests
{
    /// <summary>The one container that starts as root: it hands a new volume to the unprivileged S3 server and ends.</summary>
    private const string VolumeOwner = "s3-volume";

    [Fact]
    public void Compose_has_one_service_for_each_host()
    {
        var hosts = Directory.EnumerateFiles(Path.Combine(Repository.Root, "services"), "MedSsl.*.Host.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file).Split('.')[1]);

        var built = ComposeModel.Services.Where(service => service.Value.TryGetProperty("build", out _))
            .Select(service => service.Value.GetProperty("build").GetProperty("args").GetProperty("SERVICE").GetString()!);

        Assert.Equal(hosts.Order(StringComparer.Ordinal), built.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_container_is_unprivileged()
    {
        foreach (var service in ComposeModel.Services)
        {
            var user = service.Value.GetProperty("user").GetString()!;
            Assert.True(service.Name == VolumeOwner || (user != "root" && !user.StartsWith("0:", StringComparison.Ordinal) && user != "0"), $"{service.Name} runs as {user}");
            Assert.True(service.Value.GetProperty("read_only").GetBoolean(), $"{service.Name} may write to its image");
            Assert.Equal(["ALL"], ComposeModel.Names(service.Value, "cap_drop"));
            Assert.Contains("no-new-privileges:true", ComposeModel.Names(service.Value, "security_opt"));
            Assert.False(service.Value.TryGetProperty("privileged", out _), $"{service.Name} is privileged");
            Assert.Equal(service.Name == VolumeOwner ? ["CHOWN"] : [], ComposeModel.Names(service.Value, "cap_add"));
        }
    }

    [Fact]
    public void Every_container_that_stays_has_a_health_check()
    {
        Assert.Contains("HEALTHCHECK", Tool.Read("deploy/docker/Dockerfile"), StringComparison.Ordinal);
        foreach (var service in ComposeModel.Services)
        {
            var ends = service.Value.GetProperty("restart").GetString() == "no";
            var checkedByImage = service.Value.TryGetProperty("build", out _);
            Assert.True(ends || checkedByImage || service.Value.TryGetProperty("healthcheck", out _), $"{service.Name} has no health check");
        }
    }

    // docker-compose accepts a network, a volume or a dependency that nobody defines.
    [Fact]
    public void Every_name_that_a_service_uses_is_defined()
    {
        var networks = ComposeModel.Names(ComposeModel.Root, "networks").ToHashSet();
        var volumes = ComposeModel.Names(ComposeModel.Root, "volumes").ToHashSet();
        var services = ComposeModel.Services.Select(service => service.Name).ToHashSet();
        var usedVolumes = new HashSet<string>();
        foreach (var service in ComposeModel.Services)
        {
            Assert.Subset(networks, ComposeModel.Names(service.Value, "networks").ToHashSet());
            Assert.Subset(services, ComposeModel.Names(service.Value, "depends_on").ToHashSet());
            foreach (var source in ComposeModel.Names(service.Value, "volumes").Select(volume => volume.Split(':')[0]))
            {
                if (source.StartsWith('/'))
                {
                    Assert.True(Path.Exists(source), $"{service.Name} mounts {source}, which is not in the repository");
                }
                else
                {
                    Assert.Contains(source, volumes);
                    usedVolumes.Add(source);
                }
            }
        }

        Assert.Equal(volumes.Order(StringComparer.Ordinal), usedVolumes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_service_is_in_no_profile_without_what_it_waits_for()
    {
        var profiles = ComposeModel.Services.ToDictionary(service => service.Name, service => ComposeModel.Names(service.Value, "profiles").ToHashSet());
        foreach (var service in ComposeModel.Services)
        {
            foreach (var needed in ComposeModel.Names(service.Value, "depends_on"))
            {
                Assert.Subset(profiles[needed], profiles[service.Name]);
            }
        }

        Assert.Equal(["gpu", "infra", "observability", "platform"], profiles.Values.SelectMany(set => set).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Published_ports_are_bound_to_loopback()
    {
        foreach (var service in ComposeModel.Services)
        {
            Assert.All(ComposeModel.Names(service.Value, "ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_DICOM_port_that_is_published_is_the_one_that_ingestion_listens_on()
    {
        var ingestion = ComposeModel.Root.GetProperty("services").GetProperty("ingestion");
        var environment = ingestion.GetProperty("environment");

        var port = Assert.Single(ComposeModel.Names(ingestion, "ports"));

        Assert.Equal("11112", environment.GetProperty("MEDSSL_Ingestion__Dicom__Port").GetString());
        Assert.EndsWith(":11112", port.Split('/')[0], StringComparison.Ordinal);
        Assert.Equal("", environment.GetProperty("MEDSSL_Ingestion__Dicom__Sources").GetString()); // nobody, until .env names them
    }

    [Fact]
    public void The_gpu_worker_reserves_a_gpu()
    {
        var worker = ComposeModel.Root.GetProperty("services").GetProperty("training-gpu");

        var device = worker.GetProperty("deploy").GetProperty("resources").GetProperty("reservations").GetProperty("devices")[0];

        Assert.Equal("nvidia", device.GetProperty("driver").GetString());
        Assert.Equal("cuda", worker.GetProperty("build").GetProperty("args").GetProperty("TORCH_BACKEND").GetString());
    }

    [Fact]
    public void Only_ingestion_gets_the_site_key()
    {
        var holders = ComposeModel.Services.Where(service => ComposeModel.Names(service.Value, "environment").Contains("MEDSSL_Ingestion__SiteKey"));

        Assert.Equal(["ingestion"], holders.Select(service => service.Name));
    }

    [Fact]
    public void Config_without_a_secret_is_refused_by_its_name()
    {
        var file = ComposeModel.NewEnvironmentFile();
        var lines = File.ReadAllLines(file);
        var secrets = MandatoryVariable().Matches(Tool.Read("docker-compose.yml")).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Contains("MEDSSL_SITE_KEY", secrets);
        foreach (var secret in secrets)
        {
            File.WriteAllLines(file, lines.Where(line => !line.StartsWith(secret + "=", StringComparison.Ordinal)));

            var config = Tool.Run("docker-compose", ["--env-file", file, "config", "-q"]);

            Assert.NotEqual(0, config.ExitCode);
            Assert.Contains(secret, config.Everything, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_secret_has_a_default()
    {
        var defaults = Variable().Matches(Tool.Read("docker-compose.yml")).Where(match => !match.Groups[2].Value.StartsWith(":?", StringComparison.Ordinal));

        Assert.DoesNotContain(defaults, match => SecretName().IsMatch(match.Groups[1].Value));
    }

    [Fact]
    public void The_example_names_every_variable_of_the_compose_file_and_no_other()
    {
        var used = Variable().Matches(Tool.Read("docker-compose.yml")).Select(match => match.Groups[1].Value).Distinct();
        var named = Tool.Read(".env.example").Split('\n').Select(line => ExampleLine().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);

        Assert.Equal(used.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"(?<!\$)\$\{([A-Z0-9_]+):\?")]
    private static partial Regex MandatoryVariable();

    [GeneratedRegex(@"(?<!\$)\$\{([A-Z0-9_]+)([^}]*)\}")]
    private static partial Regex Variable();

    [GeneratedRegex("PASSWORD|SECRET|KEY|TOKEN|ROOT_USER")]
    private static partial Regex SecretName();

    [GeneratedRegex("^#?([A-Z0-9_]+)=")]
    private static partial Regex ExampleLine();
}

using Xunit;

namespace MedSsl.Testing;

/// <summary>Where the tests find the checkout and, beside it, the development data.</summary>
public static class Repository
{
    /// <summary>Root of the checkout: the folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>
    /// A folder of the development set (<c>MEDSSL_DEV_DATA</c>, else <c>../shared/data/dev</c> beside the checkout); the test is skipped, and says
    /// so, where it is absent.
    /// </summary>
    public static string DevelopmentData(string relative = "")
    {
        var root = Environment.GetEnvironmentVariable("MEDSSL_DEV_DATA") ?? Path.Combine(Root, "..", "shared", "data", "dev");
        var path = Path.GetFullPath(Path.Combine(root, relative));
        Assert.SkipUnless(Path.Exists(path), $"the development set is not there: {path}");
        return path;
    }

    /// <summary>A new empty folder for one test.</summary>
    public static string NewTemporaryFolder() => Directory.CreateTempSubdirectory("medssl-test-").FullName;

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MedSsl.Platform.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("MedSsl.Platform.sln was not found above the test's folder.");
    }
}

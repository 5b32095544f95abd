using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MedSsl.Hosting;

/// <summary>The one way options are bound: typed, validated at start, with a message that names the key.</summary>
public static class ConfigurationExtensions
{
    /// <summary>Registers <typeparamref name="TOptions"/> from its section; a wrong value stops the start.</summary>
    public static OptionsBuilder<TOptions> AddValidatedOptions<TOptions>(this IHostApplicationBuilder builder, string section)
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Now, because the binder at start would not say the key in the operator's words.
        builder.Configuration.GetValidated<TOptions>(section);
        return builder.Services.AddOptions<TOptions>().BindConfiguration(section).Validate(new AnnotationCheck<TOptions>(section).Accepts).ValidateOnStart();
    }

    /// <summary>
    /// Reads options before the container exists, for what decides which adapters are registered. A wrong value is a
    /// <see cref="OptionsValidationException"/>.
    /// </summary>
    public static TOptions GetValidated<TOptions>(this IConfiguration configuration, string section)
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (Unreadable(configuration.GetSection(section), typeof(TOptions)).ToList() is { Count: > 0 } failures)
        {
            throw new OptionsValidationException(section, typeof(TOptions), failures);
        }

        var options = configuration.GetSection(section).Get<TOptions>() ?? new TOptions();
        new AnnotationCheck<TOptions>(section).Accepts(options);
        return options;
    }

    /// <summary>Values that are no value of their property's type, such as a word where a number is expected.</summary>
    private static IEnumerable<string> Unreadable(IConfigurationSection section, Type type)
    {
        foreach (var property in type.GetProperties().Where(property => property.CanWrite && section[property.Name] is not null))
        {
            if (TypeDescriptor.GetConverter(property.PropertyType) is { } converter && converter.CanConvertFrom(typeof(string)) && !converter.IsValid(section[property.Name]!))
            {
                yield return Describe(section.Path, property.Name, $"expected a {property.PropertyType.Name}, found \"{section[property.Name]}\"");
            }
        }
    }

    /// <summary>The operator sets MEDSSL_Section__Key: say it in those words.</summary>
    private static string Describe(string section, string key, string? reason) => $"{section}:{key} (environment MEDSSL_{section.Replace(":", "__", StringComparison.Ordinal)}__{key}): {reason}";

    private sealed class AnnotationCheck<TOptions>(string section)
        where TOptions : class
    {
        public bool Accepts(TOptions options)
        {
            var results = new List<ValidationResult>();
            if (Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true))
            {
                return true;
            }

            throw new OptionsValidationException(section, typeof(TOptions), results.Select(result => Describe(section, string.Join(",", result.MemberNames), result.ErrorMessage)));
        }
    }
}

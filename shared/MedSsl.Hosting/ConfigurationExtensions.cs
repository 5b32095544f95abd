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
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(builder);
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
        var options = configuration.GetSection(section).Get<TOptions>() ?? new TOptions();
        new AnnotationCheck<TOptions>(section).Accepts(options);
        return options;
    }

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

            // The operator sets MEDSSL_Section__Key: say it in those words.
            throw new OptionsValidationException(section, typeof(TOptions), results.Select(result =>
                $"{section}:{string.Join(",", result.MemberNames)} (environment MEDSSL_{section}__{string.Join(",", result.MemberNames)}): {result.ErrorMessage}"));
        }
    }
}

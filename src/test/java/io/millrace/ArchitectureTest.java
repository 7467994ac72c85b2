package io.millrace;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between the packages: dependencies point inwards, and the mathematics compiles with nothing but the JDK. */
@AnalyzeClasses(packages = "io.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] PURE = {
        "io.millrace.network..", "io.millrace.training..", "io.millrace.encoding..", "io.millrace.stream.."
    };

    @ArchTest
    static final ArchRule theMathematicsNeedsNothingButTheJdk = classes()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "com.sun.management..", // see the next rule
                    "jdk.incubator.vector..",
                    "io.millrace.network..",
                    "io.millrace.training..",
                    "io.millrace.encoding..",
                    "io.millrace.stream..");

    @ArchTest
    static final ArchRule onlyTheVectorsMemoryAsksHowTheCollectorPlacesArrays = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .and()
            .doNotHaveSimpleName("VectorMemory")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.management..");

    @ArchTest
    static final ArchRule vectorsStayInTheVectorClassesOfTheKernels = noClasses()
            .that()
            .haveSimpleNameNotStartingWith("Vector")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator.vector..");

    @ArchTest
    static final ArchRule kernelsKnowNoNetwork = noClasses()
            .that()
            .resideInAPackage("io.millrace.network.kernel..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.network", "io.millrace.training..", "io.millrace.stream..");

    @ArchTest
    static final ArchRule networksKnowNeitherTrainingNorStreams = noClasses()
            .that()
            .resideInAPackage("io.millrace.network..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.training..", "io.millrace.stream..", "io.millrace.encoding..");

    @ArchTest
    static final ArchRule trainingAndStreamsKnowNothingOfEachOther = noClasses()
            .that()
            .resideInAPackage("io.millrace.training..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.stream..", "io.millrace.encoding..");

    @ArchTest
    static final ArchRule modelsStandOnNetworksTrainingAndFilesAlone = classes()
            .that()
            .resideInAPackage("io.millrace.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "io.millrace.network..",
                    "io.millrace.training..",
                    "io.millrace.encoding..",
                    "io.millrace.keras..",
                    "io.millrace.model..");

    @ArchTest
    static final ArchRule configurationImportsTheJdkButForItsReaderOfYaml = noClasses()
            .that()
            .resideInAPackage("io.millrace.config..")
            .and()
            .doNotHaveSimpleName("YamlTree")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "io.millrace.config..");

    @ArchTest
    static final ArchRule kafkaStaysAtItsEdge = noClasses()
            .that()
            .resideOutsideOfPackages("io.millrace.kafka..", "io.millrace.cli..", "io.millrace.demo..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.apache.kafka..")
                    .and(resideOutsideOfPackage("org.apache.kafka.common.serialization..")));

    @ArchTest
    static final ArchRule vertxStaysAtItsEdge = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.millrace.verticle..",
                    "io.millrace.api..",
                    "io.millrace.web..",
                    "io.millrace.tail..",
                    "io.millrace.metrics..",
                    "io.millrace.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    @ArchTest
    static final ArchRule arraysOfNd4jStayInDataAndItsUsers = noClasses()
            .that()
            .resideOutsideOfPackages("io.millrace.data..", "io.millrace.baseline..", "io.millrace.evaluation..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.nd4j..");

    @ArchTest
    static final ArchRule metersAreMadeInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackages("io.millrace.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    @ArchTest
    static final ArchRule spansAreMadeInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackages("io.millrace.tracing..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..");

    /** A stream of Java objects would run whatever its sender likes. */
    @ArchTest
    static final ArchRule noJavaObjectsAreRead = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.ObjectInputStream")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.beans..", "java.rmi..", "javax.naming..");

    @ArchTest
    static final ArchRule hdf5StaysInKeras = noClasses()
            .that()
            .resideOutsideOfPackage("io.millrace.keras..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.jhdf..");

    @ArchTest
    static final ArchRule theEmbeddedStoreStaysInItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage("io.millrace.store..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.h2..");

    @ArchTest
    static final ArchRule nobodyDependsOnTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackages("io.millrace.cli..", "io.millrace")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.millrace.cli..");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.millrace.(**)").should().beFreeOfCycles();
}

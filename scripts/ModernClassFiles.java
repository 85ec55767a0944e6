import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Raises the classes of jars that were compiled for Java 5 to the class file format of Java 8: the cache of loaded classes
 * takes none older than Java 6's, nor any class that has to do with one. Their code stays as it is; what the newer format
 * asks for, each method's stack maps, is made from it. Jars without such classes are left alone.
 *
 * <p>{@code java ModernClassFiles.java JAR…}
 */
final class ModernClassFiles {
    private ModernClassFiles() {}

    static void main(String... jars) throws IOException {
        for (String jar : jars) {
            raise(Path.of(jar));
        }
    }

    private static void raise(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile());
                URLClassLoader classes = new URLClassLoader(new URL[] {path.toUri().toURL()})) {
            if (!holdsOldClasses(jar)) {
                return;
            }
            ClassFile format = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)
                            .orElse(ClassHierarchyResolver.defaultResolver())));
            Path raised = path.resolveSibling(path.getFileName() + ".new");
            write(jar, format, raised);
            Files.move(raised, path, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static boolean holdsOldClasses(JarFile jar) throws IOException {
        for (JarEntry entry : jar.stream().filter(ModernClassFiles::isClass).toList()) {
            if (isOld(bytes(jar, entry))) {
                return true;
            }
        }
        return false;
    }

    private static void write(JarFile jar, ClassFile format, Path raised) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(raised))) {
            for (JarEntry entry : jar.stream().toList()) {
                byte[] bytes = bytes(jar, entry);
                JarEntry copy = new JarEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(isClass(entry) && isOld(bytes) ? raised(format, bytes) : bytes);
                out.closeEntry();
            }
        }
    }

    private static byte[] raised(ClassFile format, byte[] bytes) {
        ClassTransform version = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
            } else {
                builder.with(element);
            }
        };
        return format.transformClass(
                format.parse(bytes), version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }

    private static boolean isClass(JarEntry entry) {
        return entry.getName().endsWith(".class");
    }

    /** The major version is the eighth byte of a class file. */
    private static boolean isOld(byte[] bytes) {
        return bytes[7] < ClassFile.JAVA_6_VERSION;
    }

    private static byte[] bytes(JarFile jar, JarEntry entry) throws IOException {
        try (var in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
